/* index/progress.h - the progress return: how far we are, by rules that nobody can game.
 *
 * Counting rules. They are applied in one place (sql/count.sql) and each has a test that cheats (tests/index/cheat*.c):
 * the totals must be the same after it.
 *
 *  1. A page is a folio that stands in a side of a record: no cover, no separator; not blank, no duplicate, not replaced and not
 *     set aside. The same picture (equal rows, whatever file) counts once in the office, where it was fed first; the others are
 *     flagged as duplicates, whatever a person says ("elsewhere" tells of them). A page
 *     that looks like an earlier one of the office (alike.h) is taken for the same until another person than who scanned it says that it is
 *     another ("unlike" tells of it). Moving, splitting and merging moves pages and makes none: a page counts for the record that it was
 *     fed to, in whichever of its sides it stands, also when it stands in another record; there it counts instead once a person
 *     closes the side, with a reason ("uncounted" tells of it until then, why "moved"; why "repeated": as many pages as expected only with
 *     blank ones and duplicates; why "corrected": the register expects fewer now than at feeding, and so many are there).
 *  2. A side counts no more pages than the register expected of it when the first page of its record was fed ("expected
 *     at feeding"; what is entered or changed later is kept in the register and does not count). What is above is "surplus",
 *     and listed. Expected of a provisional record, of one made by a split, and of the sides that the register has no count
 *     for (issues, references) is nothing: none of their pages counts until a person closes the side, and then no more than
 *     stood in it at that moment. One made by a split counts nowhere until the office's list has it and a page is fed to itself ("split" lists those
 *     that the list has and that were not fed); then it is as any other, expected as the list has it at that feeding, and what the split moved into it goes
 *     on counting for the record that it was fed to, whoever closes it.
 *     Which target a record counts for follows from its category as it is now: a change after feeding, or from target to target, is in
 *     "recategorised".
 *  3. A record is scanned when it is available, of the office's own register (not provisional, not made by a split unless rule 2 takes it for that), has
 *     a page, and each of its sides has all pages that were expected at feeding or was closed by a person with a reason.
 *     A record closed short counts, and is listed with the reason. A side fed without any count expected, or that lacks what was
 *     moved, is there twice, or was taken off its count since, makes the record "uncounted": each such side is listed, and the record is in no
 *     later column, until a person closes it. So does the correspondence (openings, sheets) of a record of which nobody said how
 *     much it has, even where nothing of it was fed: one page of notes is no file.
 *  4. Later columns count records that are scanned. "examined": a checker saw every page; "by_lot": accepted on a sample.
 *  5. Percentages are of the target; without a plan of the larger of census and register, and then it is said. The register is all that the
 *     office's list ever had: what was taken out of it and is not in it again stays ("removed"), also what was entered twice: nobody here could
 *     tell it from a file that somebody took out to have less to do, and a plan's target says how many there are. What is excluded,
 *     missing or damaged is not taken off; a second percentage, without them, stands beside, and the projection is told with and without them. An exclusion counts once it is approved.
 *     More than 100 % is printed as it is, and flagged.
 *  6. Whatever counts has one day: a page that of its feeding, a record scanned that of its last page or closing. The days of a column add up to
 *     its total. Days on which the clock was set are flagged; the projection leaves them out.
 *
 * The item (`report --format json`, also what stations send to their district):
 *  {"at", "office", "name", "level": of the top office, "return": its number, or null, "period": {"from","to"} of a return,
 *   "plan": [{"kind","version","imported_at","sha256"}...]; of joined reports also, with "office", those of the files' plans, of tables that
 *   the store's has not,
 *   "grand_total": ROW, "offices": [ROW...]: in the order of a printed table, parents before what stands below them, among sisters
 *   those behind first. grand_total is the top office, which does not stand in "offices" again; a station's one row is both. Where
 *   offices have no common top, grand_total has the office null and the name "Grand Total".
 *   "tree": [{"office","name","parent","level","lgd","target","census": as in ROW, where the plan has them}...]: of the plan, so that
 *   who joins files without a store knows who is silent, and what is to be done there,
 *   "holidays": [{"day","name","office": null for all}...]: of the plan, past and to come, "holidays_late": [{... "imported_at"}...]:
 *   those that were told of on the day itself or later (plan.h),
 *   "categories": [{"office","priority","category","target_records","target_pages","deadline","first_deadline": as of a target,"registered","scanned","imported","pages"}...],
 *   "persons": [{"office","person","days","pages","per_day","flags","rejects","unproven": of the pages those that went through a hand whose
 *   name no PIN proved (people.h); null: its version did not tell}...],
 *   "scanners": [{"office","scanner","serial","days","pages","per_day","flags","rejects","jams"}...],
 *   "lists": {"short":[{"office","file_no","side","pages","expected","reason","person","at"}...], "uncounted":[...], "surplus":[...],
 *             "elsewhere":[{"office","file_no","side","pages","first_file_no"}...],
 *             "lowered":[{"office","file_no","side","was","is","person","at"}...]: whose count in the register fell before they were fed,
 *             also by being taken out of the register and brought in again,
 *             "unlike":[{"office","file_no","side","pages","reason","person","at"}...]: look like earlier pages, and count by a person's word,
 *             "split":[{"office","file_no","first_file_no","pages","person","at"}...]: made by a split, in the register since, and not fed: by whom
 *             and when, with how many pages of which record (null: none any more); they count nowhere,
 *             "recategorised":[{"office","file_no","was","is","pages","person","at"}...]: whose category was changed after they were fed, or, since there are
 *             targets, so that they count for another of them,
 *             "removed":[{"office","file_no","expected","reason","person","at"}...]: out of the register, though the office's list had them,
 *             "excluded":[{"office","file_no","reason","approved_by": null where nobody did but who proposed it,"approved_at"}...],
 *             "missing":[{"office","file_no","reason","person","at"}...]: null where older ones have none, "damaged":[...],
 *             "withheld":[{"office","file_no","classification","pages","out","reason","person","at"}...]: of which a nodal officer had the pages removed from
 *             the store (withhold-remove.c); out: packages with pages of it that are in e-Office or elsewhere still (recall.c),
 *             "overnight":[{"office","file_no","taken_at","received_by"}...],
 *             "disputed":[{"office","file_no","status","computer_no","reason","said_at","person","at"}...]: receipts that contradict the one
 *             that counts, until it is settled (ack-dispute.c): what they say, of when, and who brought them in,
 *             "dissolved":[{"office","lot","records","drawn": pages of the sample that it had,"reason","person","at"}...]: lots that came to no
 *             verdict (lot-dissolve.c),
 *             "doubtful":[{"office","file_no","why","computer_no","at"}...]: counted as imported by a receipt that something speaks against; why
 *             "untaken": the package lies in the outbox, "early": it is of a day before the export, "no-number": it has no Computer No.,
 *             and others have one. Whoever has the store can make up a receipt, as he can read what a package says of itself: no list
 *             tells of one that agrees with all else, only e-Office does},
 *   "corrections": [{"return","office","day","column","was","is"}...]: of earlier returns, in a frozen one: of a column of days, or, with
 *   the day null, what differs from the return before: totals ("registered","expected","short","excluded","missing","damaged",
 *   "target_records","target_pages","census_records","census_pages"), "start" and "deadline" (of a target's own "deadline", with its "category"; "was" and "is" are
 *   days or null), and versions of the plan ("targets","census"...); and what records that got another
 *   category since had of each of both in that return ("category_scanned","category_pages", with "category"); of joined reports those of each office's,
 *   of joined reports: "measured_by": the name of the office whose plan it is: the store's, or that by which all of the files' offices are measured; null:
 *   each file's own; "returns": [{"office","return","at"}...]: the
 *   frozen ones that figures are of; "refused": [{"file","why"}...], those too that the joined files refused;
 *   "rewritten": [{"office","return","what","was","was_at","is","at"}...]: what a report of an office ("at": its figures_at) says otherwise than an
 *   earlier one ("was_at") of what never changes, also when these were joined before: of a return its "registered", "scanned", "pages", "at", and the
 *   "number" and "hash" of its event; with the return null, "hash": of another event, and that there are fewer "returns" or "events" than there were;
 *   of each of these the first; "was" and "is" are texts,
 *   "work": [{"office","day","person","scanner": null: from a folder or a PDF,"serial","pages","flags","rejects","jams","unproven"}...], "lots": [{"office",
 *   "lot","verdict": "waiting" too}...], "records": [{"office","file_no"...}...]: with `--rows`, what was done on each day by each person with each scanner,
 *   the lots that are counted, and each record with its columns: what all counts are made of (tests/tools/report-rows.py makes them anew); "rowless": [office...], of reports joined with `--rows`: those that have none}
 *  ROW = {"office","name","level","parent","lgd","depth": 0 the top, "figures_at": null: never heard, "silent": for 3 days,
 *   "target": {"records","pages","start","deadline","first_deadline": what the plan said first, whatever it says now}, "census":
 *   {"records","pages","counted_on","own": records that were counted by who took the register in; where a plan above the office says it, that is not known}: null where there is none; "by" in
 *   either: the name of the office above whose plan says it, where reports are joined: it goes before what the office says itself, however often it is joined,
 *   "base": "target|census|register|mixed": mixed, of an inner node: its offices are measured by different ones,
 *   "of": {"records","pages"}: what percentages are taken of; pages without a target are the census's or those expected of the register,
 *   as far as these hold as many records; 0: a row of the target has no count of them, or an office none: then nothing is measured in pages,
 *   "records": {"registered","provisional","uncounted","short","scanned","recognised","assembled","checked","examined","by_lot",
 *               "exported","exported_uncounted": whose packages rule 4 leaves out,"imported","rejected","removed"},
 *   "availability": {"excluded","missing","damaged","pages": expected of these three, which nobody will scan}, "custody": {"taken","overnight"},
 *   "checking": {"pages_examined","pages_by_lot","own_work": records checked by who scanned them, where the office allows it,
 *                "lots_waiting","lots_accepted","lots_rejected"},
 *   "pages": {"expected","scanned","recognised","failed","surplus","blank","duplicate","removed": expected of what was,
 *             "unproven": of those scanned, as in "persons"},
 *   "percent": {"scanned","scanned_of_available","checked","exported","imported","pages"}: two places, rounded down; null of nothing, and of an
 *   office that never sent figures,
 *   all of these counts are null of an office that never sent figures,
 *   "over": [names of "percent" above 100],
 *   "projection": PROJECTION (projection.h), "behind": [{"reason","n","text"}...]: why it lags, the weightiest first (behind.h),
 *   "days": [{"day","pages","scanned","checked","exported","imported","working","flagged"}...],
 *   "chain": {"number","hash"}, of an office's own figures, or null: the head of its chain of events then, which verify --anchor takes,
 *   "frozen": {"return","at","sha256"}: its newest frozen return, or null,
 *   "lacks": [names of lists]: of joined reports, which an older version did not write of it,
 *   "heads": [{"return","at","number","hash","registered","scanned","pages"}...]: all of them, of an office's own figures, or null: the event that seals
 *   the return, and what it counted; by which a later report is held against an earlier one,
 *   "own": {"target","census"}, of an inner node: what the plan says of the office itself, as above,
 *   "own_name": of joined reports: what the office calls itself, where "name" is what the plan calls it; null of sums and who was never heard}
 *  An inner node of the tree is the sum of what stands below it; its figures_at is the oldest of theirs; a day of it is
 *  flagged where a tenth of its pages is of offices that flag the day, and working where it is in any of them.
 *  A target of its own holds where it has at least as many records as the targets below it have together: then "of" is its own; or
 *  else the sum of theirs. A census of its own holds where it is more than that sum, and not all below it have a target. So no target of an
 *  office makes less of that of what stands above it. Targets and censuses are those of the store's plan, where it has the table; or else those of
 *  the files, for offices too that never sent figures: that of a plan of an office above goes before an office's own, then the newest.
 *  "of", "percent", "over", "projection" and "behind" follow from the rest of a row, in a station as after a merge: index/row.h.
 */
#pragma once

#include <glib.h>

#include "index/trust.h"

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode;
typedef struct _JsonObject JsonObject;

/* with_rows: with "work", "lots" and "records". */
JsonNode *index_progress(Store *store, gboolean with_rows, GError **error);

/* The weekly return: the item as it is now gets the next number and is kept, canonical JSON, with an event that has its
 * SHA-256. The one before it ends where it begins; what has changed since of the days before, of what there is to scan
 * and of the plan is in "corrections". */
JsonNode *index_return_freeze(Store *store, GError **error);
/* As it was frozen, byte for byte. USAGE: no such number; DATA: it is not what its event says. */
char *index_return_text(Store *store, gint64 number, GError **error);
JsonNode *index_return_load(Store *store, gint64 number, GError **error);
/* [{"return","at","person","from","to","sha256"}...] */
JsonNode *index_return_list(Store *store, GError **error);

typedef struct {
    gboolean with_rows; /* to be set before: join the rows, too */
    GString *
        records; /* with rows: what stands in "records" of the item, which is not in it: too many for a tree of JSON; owned */
    guint n_items; /* joined */
    GPtrArray *
        problems; /* "FILE.json: ..." (char*, owned): refused, and why; the others are joined all the same */
} MergeReport;

void index_merge_report_clear(MergeReport *report);
/* Stations' reports (files of `report --format json`; of districts too: what was merged can be merged again) joined into that of the
 * offices above them: each office once, the newest figures. The tree, the targets, the census and the holidays are those of the store,
 * where it has a plan, or else those of the items (of their trees the newest, from the lowest office that has all of them below it); store
 * may be NULL. What a station of this version always writes must be there and agree: the parts of a count, lists, tables and days with counts,
 * percentages, what it is measured by, the Grand Total with its offices; a file in which something does not is a problem. Offices that two files mean differently by one code are not joined. The order of the paths changes nothing. "return" is null. "records" are read, and
 * "work" and "lots" joined, where rows are asked for; "rowless" then names the offices whose reports have none. NULL with DATA: none of them could be used. */
JsonNode *index_progress_merge(Store *store, const char *const *paths, MergeReport *report,
                               GError **error);

/* The order of ROWs wherever they are listed: those that are furthest behind first, then by code. */
int index_row_compare(JsonObject *one, JsonObject *other);

G_END_DECLS
