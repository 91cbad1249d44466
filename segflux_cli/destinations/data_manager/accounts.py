"""How ids of Google's accounts are written."""


def digits(account: object) -> str:
    """The id of an account without the dashes that Google's pages write."""
    return str(account).replace("-", "").strip()
