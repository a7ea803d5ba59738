/* Why a sheet is flagged, for people. */
#include "batch/place.h"

const char *place_order_text(PageOrder order)
{
    static const char *const texts[] = {
        [PAGE_ORDER_NO_RECORD] = "no record was known",
        [PAGE_ORDER_CODE_DAMAGED] = "a code that cannot be read",
        [PAGE_ORDER_CODE_UNKNOWN] = "a code of a newer Muhafiz",
        [PAGE_ORDER_CODE_FOREIGN] = "a code that is not of Muhafiz",
        [PAGE_ORDER_CODES_DIFFER] = "two different codes on the sheet",
        [PAGE_ORDER_OFFICE_FOREIGN] = "a sheet of another office",
        [PAGE_ORDER_RECORD_UNKNOWN] = "a cover of an unknown record",
        [PAGE_ORDER_RECORD_EXCLUDED] = "a cover of an excluded record",
        [PAGE_ORDER_RECORD_CONFIDENTIAL] = "a cover of a confidential record",
        [PAGE_ORDER_RECORD_MISSING] = "a cover of a missing record",
        [PAGE_ORDER_RECORD_COMPLETE] = "a cover of a complete record",
        [PAGE_ORDER_NO_COVER] = "a separator without a cover",
        [PAGE_ORDER_SIDE_UNKNOWN] = "a separator of no side of the record",
        [PAGE_ORDER_TOKEN_UNKNOWN] = "a token that was never made",
        [PAGE_ORDER_TOKEN_FREE] = "a token that is not assigned",
        [PAGE_ORDER_TOKEN_USED] = "a token scanned before",
        [PAGE_ORDER_BACK] = "a back whose front is not known",
        [PAGE_ORDER_COVER_AGAIN] = "a second cover of the same file",
        [PAGE_ORDER_COVER_EMPTY] = "a cover with no page behind it",
        [PAGE_ORDER_RECORD_BEGUN] = "a cover of a file that another batch has pages of",
        [PAGE_ORDER_RECORD_CHECKING] = "a cover of a record that is being checked",
        [PAGE_ORDER_COUNT] = "fewer or more pages than expected",
    };
    return order < G_N_ELEMENTS(texts) && texts[order] ? texts[order] : "its place is not sure";
}
