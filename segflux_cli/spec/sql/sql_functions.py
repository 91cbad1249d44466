"""The functions that an expression of `sql` may call.

Each is decided by its arguments alone: none reads a table, a file, the clock or the server, and none makes a value
much larger than what it is given.
"""

_LOGIC = "if multiIf coalesce ifNull nullIf isNull isNotNull assumeNotNull least greatest"
_NUMBERS = """
abs ceil floor round roundBankers trunc sign sqrt exp log log2 log10 pow intDiv modulo positiveModulo plus
minus multiply divide negate isNaN isFinite toInt32OrNull toInt64OrNull toUInt64OrNull toFloat64OrNull toInt32
toInt64 toUInt64 toFloat64 toDecimal64 toDecimal64OrNull
"""
_TEXTS = """
length lengthUTF8 empty notEmpty lower upper lowerUTF8 upperUTF8 trim trimLeft trimRight trimBoth concat
substring substringUTF8 startsWith endsWith position positionCaseInsensitive positionUTF8 match multiMatchAny
extract extractAll replaceOne replaceAll replaceRegexpOne splitByChar splitByString toString reverse
reverseUTF8 left right domain cutQueryString path domainWithoutWWW extractURLParameter isValidUTF8
countSubstrings levenshteinDistance damerauLevenshteinDistance jaroWinklerSimilarity cityHash64 sipHash64
"""
_TIMES = """
toDate toDate32 toDateTime64 parseDateTimeBestEffortOrNull parseDateTime64BestEffortOrNull toYear toQuarter
toMonth toDayOfMonth toDayOfWeek toDayOfYear toHour toMinute toStartOfDay toStartOfWeek toMonday
toStartOfMonth toStartOfQuarter toStartOfYear toStartOfHour dateDiff age addDays addWeeks addMonths addYears
addHours addMinutes subtractDays subtractWeeks subtractMonths subtractYears subtractHours subtractMinutes
toUnixTimestamp toUnixTimestamp64Milli toDateOrNull
"""
_LISTS = """
arrayExists arrayAll arrayCount arrayFilter arrayMap arrayFirst arrayLast arrayFirstIndex arrayLastIndex
arraySum arrayAvg arrayMin arrayMax arraySort arrayReverseSort arrayReverse arrayDistinct arrayUniq
arrayConcat arraySlice arrayElement arrayDifference arrayCumSum arrayZip arrayPopBack arrayPopFront
arrayEnumerate has hasAny hasAll indexOf tuple tupleElement array
"""
_JSON = """
JSONHas JSONLength JSONType JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool
JSONExtractRaw JSONExtractArrayRaw JSONExtractKeys isValidJSON
"""

FUNCTIONS = frozenset(" ".join((_LOGIC, _NUMBERS, _TEXTS, _TIMES, _LISTS, _JSON)).split())
