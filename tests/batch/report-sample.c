#include "tests/batch/report-sample.h"

/* A district of two tehsils; names as an attacker or a careless clerk might write them. */
#define ROW(office, name, depth, registered, scanned, behind)                                      \
    "{\"office\":" office ",\"name\":" name                                                        \
    ",\"level\":\"tehsil\",\"parent\":\"JK\",\"depth\":" depth                                     \
    ",\"figures_at\":\"2026-11-21T17:00:00+05:30\",\"silent\":false,"                              \
    "\"target\":{\"records\":" registered                                                          \
    ",\"pages\":2400000,\"start\":\"2026-11-02\",\"deadline\":\"2026-12-01\"},"                    \
    "\"census\":null,\"base\":\"target\",\"of\":{\"records\":" registered ",\"pages\":2400000},"   \
    "\"records\":{\"registered\":" registered ",\"scanned\":" scanned                              \
    ",\"recognised\":11,\"assembled\":10,\"checked\":9,\"examined\":31,\"by_lot\":32,"             \
    "\"exported\":8,\"exported_uncounted\":3,\"imported\":7,\"rejected\":6},"                      \
    "\"pages\":{\"expected\":2400000,\"scanned\":1234567,\"recognised\":1234560,\"failed\":7},"    \
    "\"availability\":{\"excluded\":21,\"missing\":22,\"damaged\":23,\"pages\":900},"              \
    "\"custody\":{\"taken\":0,\"overnight\":2},"                                                   \
    "\"projection\":{\"state\":\"late\",\"unit\":\"pages\",\"left\":1165433,\"per_day\":4812.4,"   \
    "\"needed_per_day\":145679.1,\"working_days\":14,\"days_left\":8,\"end\":\"2027-02-14\","      \
    "\"end_early\":\"2027-02-01\",\"end_late\":\"2027-03-09\"},\"behind\":" behind ","             \
    "\"days\":[{\"day\":\"2026-11-07\",\"pages\":450,\"working\":true,\"flagged\":false},"         \
    "{\"day\":\"2026-11-19\",\"pages\":450,\"working\":true,\"flagged\":true},"                    \
    "{\"day\":\"2026-11-21\",\"pages\":900,\"working\":true,\"flagged\":false}]}"

static const char progress[] =
    "{\"at\":\"2026-11-21T23:10:05+05:30\",\"name\":\"<b>Budgam</b> & \\\"Co\\\"\","
    "\"return\":null,\"grand_total\":" ROW(
        "\"JK\"", "\"District\"", "0", "187038840", "174489332",
        "[]") ","
              "\"offices\":[" ROW(
                  "\"JK-1\"", "\"<b>Budgam</b> & \\\"Beerwah\\\"\"", "1", "120", "130",
                  "[]") "," ROW("\"JK-2\"", "\"=تحصیل, بڈگام\"", "1", "0", "0",
                                "[{\"reason\":\"stopped\",\"n\":12,\"text\":\"x\"},"
                                "{\"reason\":\"new-reason\",\"n\":3,\"text\":\"told "
                                "<so>\"}]") "],"
                                            "\"holidays\":[{\"day\":\"2026-11-09\","
                                            "\"name\":\"Diwali\",\"office\":null}]}";

Report *report_sample(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = json_from_string(progress, &error);
    g_assert_no_error(error);
    Report *report = report_new(node, &error);
    g_assert_no_error(error);
    return report;
}
