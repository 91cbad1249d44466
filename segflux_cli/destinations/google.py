"""Google Ads and Display & Video 360: Customer Match lists, through the Data Manager API."""

from segflux_cli.destinations.data_manager.accounts import digits
from segflux_cli.destinations.data_manager.limits import LIMITS
from segflux_cli.destinations.protocol import Destination
from segflux_cli.destinations.types import DestinationType, Opening, Option

ACCOUNT_TYPES = ("GOOGLE_ADS", "DISPLAY_VIDEO_PARTNER", "DISPLAY_VIDEO_ADVERTISER", "DATA_PARTNER")
_CONSENT = ("granted", "denied")


def _open(opening: Opening) -> Destination:
    from segflux_cli.destinations.data_manager.destination import DataManagerDestination  # brings the SDK

    return DataManagerDestination(opening)


TYPES = (
    DestinationType(
        "google",
        "Google Ads, Display & Video 360: a Customer Match list, through the Data Manager API",
        ("add_and_remove", "add_only"),
        _open,
        options=(
            Option(
                "account",
                "the id of the account that owns the list, digits only",
                is_required=True,
                is_place=True,
                spelled=digits,
            ),
            Option(
                "account_type",
                "what account that is; default: GOOGLE_ADS",
                is_place=True,
                choices=ACCOUNT_TYPES,
                default="GOOGLE_ADS",
            ),
            Option("login_account", "the id of the manager account that the credentials belong to"),
            Option("linked_account", "the id of the partner account whose link gives access"),
            Option(
                "service_account",
                "the key file of a service account, as JSON; default: the credentials of this machine",
                is_secret=True,
            ),
            Option(
                "accepts_terms",
                "true says that you accept Google's Customer Match terms",
                kind="truth",
                is_required=True,
            ),
            Option("ad_user_data", "consent to send data for ads", choices=_CONSENT),
            Option("ad_personalization", "consent to personalized ads", choices=_CONSENT),
            Option("base_url", "another address of the API, such as that of a proxy"),
            Option("phone_region", "the country of phone numbers without a country code, such as DE"),
        ),
        audience=(Option("user_list", "the id of the Customer Match list", is_required=True, is_place=True),),
        identities=("email", "phone"),
        default_match_on=("email",),
        limits=LIMITS,
        extra="google",
    ),
)
