/* batch/report-words.h - every word that a progress return is printed with, in English, Hindi and Urdu.
 *
 * One row per word: WORD(NAME, English, Hindi, Urdu). A translation that is missing does not compile; one that is empty
 * or has other places {0}, {1} than the English fails a test. Numbers keep the digits 0-9 and lakh/crore commas in all
 * languages, as the offices print them.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* clang-format off */
#define REPORT_WORDS(WORD) \
    /* head */ \
    WORD(TITLE, "Progress of digitisation", "अभिलेख डिजिटलीकरण की प्रगति", "ریکارڈ ڈیجیٹائزیشن کی پیش رفت") \
    WORD(AS_OF, "Figures of {0}", "{0} की स्थिति", "{0} کی صورتِ حال") \
    WORD(RETURN, "Weekly return no. {0}, {1} to {2}", "साप्ताहिक विवरणी सं. {0}, {1} से {2} तक", "ہفتہ وار گوشوارہ نمبر {0}، {1} تا {2}") \
    WORD(RETURN_FIRST, "Weekly return no. {0}, up to {1}", "साप्ताहिक विवरणी सं. {0}, {1} तक", "ہفتہ وار گوشوارہ نمبر {0}، {1} تک") \
    WORD(GRAND_TOTAL, "Grand Total", "कुल योग", "کل میزان") \
    WORD(PERCENT, "%", "%", "%") \
    WORD(OF, "{0} of {1}", "{1} में से {0}", "{1} میں سے {0}") \
    WORD(NONE, "none", "कोई नहीं", "کوئی نہیں") \
    /* where it stands */ \
    WORD(HEAD_SCANNED, "records scanned", "अभिलेख स्कैन किए गए", "مسلیں اسکین شدہ") \
    WORD(IS_DONE, "All that was to be scanned is scanned.", "जो स्कैन किया जाना था, सब स्कैन हो चुका है।", "جو اسکین ہونا تھا، سب اسکین ہو چکا ہے۔") \
    WORD(IS_NOTHING_LEFT, "Nothing is left to scan, but not all is scanned: {0} missing, damaged or excluded, {1} closed short.", "स्कैन के लिए कुछ शेष नहीं, पर सब स्कैन नहीं हुआ: {0} अप्राप्य, क्षतिग्रस्त या अपवर्जित, {1} कम पृष्ठों पर बंद।", "اسکین کے لیے کچھ باقی نہیں، مگر سب اسکین نہیں ہوا: {0} گم، خستہ یا مستثنیٰ، {1} کم صفحات پر بند۔") \
    WORD(IS_UNKNOWN, "There are too few working days yet to say when it will end.", "पूर्ण होने की तिथि बताने के लिए अभी कार्य दिवस बहुत कम हैं।", "تکمیل کی تاریخ بتانے کے لیے ابھی کام کے دن بہت کم ہیں۔") \
    WORD(IS_STOPPED, "Scanning has stopped: nothing in the last 7 working days.", "स्कैनिंग रुकी हुई है: पिछले 7 कार्य दिवसों में कुछ नहीं हुआ।", "اسکیننگ رکی ہوئی ہے: پچھلے 7 کام کے دنوں میں کچھ نہیں ہوا۔") \
    WORD(IS_OPEN, "Likely to end on {0}. No deadline is set.", "{0} को पूर्ण होने की संभावना। कोई समय-सीमा तय नहीं है।", "{0} کو تکمیل متوقع۔ کوئی آخری تاریخ مقرر نہیں۔") \
    WORD(IS_IN_TIME, "On time: likely to end on {0}, before the deadline {1}.", "समय पर: {0} को पूर्ण होने की संभावना, समय-सीमा {1} से पहले।", "بروقت: {0} کو تکمیل متوقع، آخری تاریخ {1} سے پہلے۔") \
    WORD(IS_LATE, "Late: likely to end on {0}, after the deadline {1}.", "विलंब: {0} को पूर्ण होने की संभावना, समय-सीमा {1} के बाद।", "تاخیر: {0} کو تکمیل متوقع، آخری تاریخ {1} کے بعد۔") \
    WORD(SAY_WHOLE, "Excluded, missing or damaged: {0} records, of them in the last 14 days: {1}; the projection leaves them out. With them {2} {3} are left, {4} a day are needed, and the likely end is {5} ({6}).", "अपवर्जित, अप्राप्य या क्षतिग्रस्त: {0} अभिलेख, इनमें पिछले 14 दिनों में: {1}; पूर्वानुमान इन्हें छोड़ता है। इन्हें मिलाकर {2} {3} शेष हैं, प्रतिदिन {4} आवश्यक, और संभावित समाप्ति {5} ({6})।", "مستثنیٰ، گمشدہ یا خستہ: {0} مسلیں، ان میں پچھلے 14 دنوں میں: {1}؛ تخمینہ انہیں چھوڑتا ہے۔ انہیں ملا کر {2} {3} باقی ہیں، روزانہ {4} درکار، اور متوقع تکمیل {5} ({6})۔") \
    WORD(SAY_FIRST, "The deadline was {0} at first and is {1} now; by the first one {2} a day are needed, and the work is: {3}.", "समय-सीमा पहले {0} थी और अब {1} है; पहली के अनुसार प्रतिदिन {2} आवश्यक, और कार्य: {3}।", "آخری تاریخ پہلے {0} تھی اور اب {1} ہے؛ پہلی کے مطابق روزانہ {2} درکار، اور کام: {3}۔") \
    WORD(FIRST_DEADLINE, "{0}, at first {1}", "{0}, पहले {1}", "{0}، پہلے {1}") \
    WORD(START, "Start", "आरंभ", "آغاز") \
    WORD(STATE_DONE, "done", "पूर्ण", "مکمل") \
    WORD(STATE_UNKNOWN, "not known", "ज्ञात नहीं", "معلوم نہیں") \
    WORD(STATE_STOPPED, "stopped", "रुका हुआ", "رکا ہوا") \
    WORD(STATE_OPEN, "no deadline", "समय-सीमा नहीं", "آخری تاریخ نہیں") \
    WORD(STATE_IN_TIME, "on time", "समय पर", "بروقت") \
    WORD(STATE_LATE, "late", "विलंब", "تاخیر") \
    WORD(STATE_NOTHING_LEFT, "nothing left", "कुछ शेष नहीं", "کچھ باقی نہیں") \
    WORD(LIKELY_END, "Likely end", "संभावित समाप्ति", "متوقع تکمیل") \
    WORD(LEFT, "Left to do", "शेष", "باقی") \
    WORD(DEADLINE, "Deadline", "समय-सीमा", "آخری تاریخ") \
    WORD(INTERVAL, "{0} to {1}, with a chance of 80 in 100", "{0} से {1}, संभावना 100 में 80", "{0} تا {1}، امکان 100 میں 80") \
    WORD(WORKING_DAYS_USED, "mean of the last {0} working days", "पिछले {0} कार्य दिवसों का औसत", "پچھلے {0} کام کے دنوں کا اوسط") \
    WORD(WORKING_DAYS_LEFT, "{0} working days are left", "{0} कार्य दिवस शेष", "{0} کام کے دن باقی") \
    WORD(UNIT_PAGES, "pages", "पृष्ठ", "صفحات") \
    WORD(UNIT_RECORDS, "records", "अभिलेख", "مسلیں") \
    /* Grand Total */ \
    WORD(SERIAL, "Sl. No.", "क्र. सं.", "نمبر شمار") \
    WORD(PARAMETER, "Parameter", "मद", "مد") \
    WORD(TARGET, "Target", "लक्ष्य", "ہدف") \
    WORD(ACHIEVEMENT, "Achievement", "उपलब्धि", "حصول") \
    WORD(PERCENT_AVAILABLE, "% of available", "उपलब्ध का %", "دستیاب کا %") \
    WORD(STEP_PAGES, "Pages scanned", "स्कैन किए गए पृष्ठ", "اسکین شدہ صفحات") \
    WORD(STEP_SCANNED, "Records scanned", "स्कैन किए गए अभिलेख", "اسکین شدہ مسلیں") \
    WORD(STEP_RECOGNISED, "Records recognised", "ओसीआर किए गए अभिलेख", "او سی آر شدہ مسلیں") \
    WORD(STEP_ASSEMBLED, "e-files assembled", "तैयार ई-फ़ाइलें", "تیار ای فائلیں") \
    WORD(STEP_CHECKED, "e-files accepted", "स्वीकृत ई-फ़ाइलें", "منظور شدہ ای فائلیں") \
    WORD(STEP_EXAMINED, "of them every page examined", "जिनमें से हर पृष्ठ जाँचा गया", "جن میں سے ہر صفحہ جانچا گیا") \
    WORD(STEP_BY_LOT, "of them accepted on a sample", "जिनमें से नमूने के आधार पर स्वीकृत", "جن میں سے نمونے کی بنیاد پر منظور") \
    WORD(STEP_EXPORTED, "Packages exported", "निर्यात किए गए पैकेज", "برآمد شدہ پیکیج") \
    WORD(STEP_IMPORTED, "Imported into e-Office", "ई-ऑफिस में आयातित", "ای آفس میں درآمد شدہ") \
    WORD(BASE_TARGET, "Percentages are of the plan's target, rounded down.", "प्रतिशत योजना के लक्ष्य के हैं, नीचे पूर्णांकित।", "فیصد منصوبے کے ہدف کے ہیں، نیچے کی طرف پورے کیے گئے۔") \
    WORD(BASE_CENSUS, "There is no plan: percentages are of the shelf census, rounded down.", "कोई योजना नहीं है: प्रतिशत शेल्फ़ गणना के हैं, नीचे पूर्णांकित।", "کوئی منصوبہ نہیں: فیصد الماری شماری کے ہیں، نیچے کی طرف پورے کیے گئے۔") \
    WORD(BASE_REGISTER, "There is no plan: percentages are of the register, with what was taken out of it; rounded down.", "कोई योजना नहीं है: प्रतिशत पंजी के हैं, उससे हटाए गए अभिलेखों सहित; नीचे पूर्णांकित।", "کوئی منصوبہ نہیں: فیصد رجسٹر کے ہیں، اس سے خارج کی گئی مسلوں سمیت؛ نیچے کی طرف پورے کیے گئے۔") \
    WORD(BASE_MIXED, "Percentages are of what each office is measured by: target, census or register; rounded down.", "प्रतिशत उसके हैं जिससे हर कार्यालय मापा जाता है: लक्ष्य, गणना या पंजी; नीचे पूर्णांकित।", "فیصد اس کے ہیں جس سے ہر دفتر ناپا جاتا ہے: ہدف، شماری یا رجسٹر؛ نیچے کی طرف پورے کیے گئے۔") \
    WORD(SAY_UNCOUNTED, "Fed, but not counted until a person closes them: {0}.", "डाले गए, पर किसी के बंद करने तक नहीं गिने गए: {0}।", "ڈالی گئیں، مگر کسی کے بند کرنے تک شمار نہیں: {0}۔") \
    WORD(SAY_EXPORTED_UNCOUNTED, "Packages exported and not counted in this table, as their records do not count as scanned: {0}.", "निर्यात किए गए पर इस तालिका में नहीं गिने गए पैकेज, क्योंकि उनके अभिलेख स्कैन में नहीं गिने गए: {0}।", "برآمد شدہ پیکیج جو اس جدول میں شمار نہیں، کیونکہ ان کی مسلیں اسکین میں شمار نہیں: {0}۔") \
    WORD(SAY_SHORT, "Closed short with a reason, counted: {0}.", "कारण देकर कम पृष्ठों पर बंद, गिने गए: {0}।", "وجہ دے کر کم صفحات پر بند، شمار شدہ: {0}۔") \
    WORD(SAY_PROVISIONAL, "Not in the register, not counted: {0}.", "पंजी में नहीं, नहीं गिने गए: {0}।", "رجسٹر میں نہیں، شمار نہیں: {0}۔") \
    WORD(OVER, "Over 100 %: the target is smaller than what was done; the plan should be looked at.", "100 % से अधिक: लक्ष्य किए गए कार्य से छोटा है; योजना देखी जानी चाहिए।", "100 % سے زائد: ہدف کیے گئے کام سے کم ہے؛ منصوبہ دیکھا جائے۔") \
    /* reports that contradict each other */ \
    WORD(REWRITTEN, "History was rewritten: reports that contradict earlier ones", "इतिहास बदला गया: पिछली रिपोर्टों का खंडन करने वाली रिपोर्टें", "تاریخ بدلی گئی: سابقہ رپورٹوں کی تردید کرنے والی رپورٹیں") \
    WORD(REWRITTEN_SAYS, "A frozen return and an event never change: one of the two reports was changed, or the office's store was, or it was restored from an older backup. The figures are those of the newest report. At the office, muhafiz verify --anchor with the json form of each of the two tells which is true.", "स्थिर विवरणी और घटना कभी नहीं बदलतीं: दोनों में से एक रिपोर्ट बदली गई, या कार्यालय का भंडार बदला गया, या वह पुराने बैकअप से लौटाया गया। आँकड़े नवीनतम रिपोर्ट के हैं। कार्यालय में दोनों के json रूप के साथ muhafiz verify --anchor बताता है कि कौन सी सही है।", "منجمد گوشوارہ اور واقعہ کبھی نہیں بدلتے: دونوں میں سے ایک رپورٹ بدلی گئی، یا دفتر کا ذخیرہ بدلا گیا، یا وہ پرانے بیک اپ سے بحال کیا گیا۔ اعداد تازہ ترین رپورٹ کے ہیں۔ دفتر میں دونوں کی json شکل کے ساتھ muhafiz verify --anchor بتاتا ہے کہ کون سی درست ہے۔") \
    WORD(WHAT, "What", "क्या", "کیا") \
    WORD(IN_REPORT_OF, "In the report of", "रिपोर्ट की तिथि", "رپورٹ کی تاریخ") \
    WORD(FROZEN_AT, "when it was frozen", "स्थिर करने का समय", "منجمد کرنے کا وقت") \
    WORD(EVENT_NUMBER, "number of its event", "उसकी घटना की संख्या", "اس کے واقعے کا نمبر") \
    WORD(HASH_OF_EVENT, "hash of the event", "घटना का हैश", "واقعے کا ہیش") \
    WORD(NEWEST_RETURN, "newest return", "नवीनतम विवरणी", "تازہ ترین گوشوارہ") \
    WORD(EVENTS_HELD, "events", "घटनाएँ", "واقعات") \
    /* offices behind */ \
    WORD(BEHIND, "Offices that need attention: behind the plan, or held up", "ध्यान देने योग्य कार्यालय: योजना से पिछड़े, या अटके", "توجہ طلب دفاتر: منصوبے سے پیچھے، یا رکے ہوئے") \
    WORD(BEHIND_ALL, "Offices that need attention, all levels", "ध्यान देने योग्य कार्यालय, सभी स्तर", "توجہ طلب دفاتر، تمام سطحیں") \
    WORD(NO_BEHIND, "No office is behind the plan or held up.", "कोई कार्यालय योजना से पिछड़ा या अटका नहीं है।", "کوئی دفتر منصوبے سے پیچھے یا رکا ہوا نہیں۔") \
    WORD(UNHEARD, "Offices not heard of", "जिन कार्यालयों से सूचना नहीं", "جن دفاتر سے اطلاع نہیں") \
    WORD(UNHEARD_SILENT, "Silent: {0}. In the projection they go on at their own last speed, together {1} a day; its interval is wider for it.", "सूचना अप्राप्त: {0}। पूर्वानुमान में वे अपनी पिछली गति से चलते माने गए हैं, मिलाकर प्रतिदिन {1}; इससे अंतराल चौड़ा हो जाता है।", "اطلاع موصول نہیں: {0}۔ تخمینے میں وہ اپنی پچھلی رفتار سے چلتے مانے گئے ہیں، مجموعی طور پر روزانہ {1}؛ اس سے وقفہ چوڑا ہو جاتا ہے۔") \
    WORD(UNHEARD_NEVER, "Never heard: {0}. In the projection they need as long as the others; its interval is wider for it.", "कभी सूचना नहीं मिली: {0}। पूर्वानुमान में उन्हें बाकी जितना ही समय लगता माना गया है; इससे अंतराल चौड़ा हो जाता है।", "کبھی اطلاع نہیں ملی: {0}۔ تخمینے میں انہیں باقی جتنا ہی وقت درکار مانا گیا ہے؛ اس سے وقفہ چوڑا ہو جاتا ہے۔") \
    WORD(OFFICE, "Office", "कार्यालय", "دفتر") \
    WORD(STATE, "State of the work", "कार्य की स्थिति", "کام کی حالت") \
    WORD(REASONS, "Why", "कारण", "وجہ") \
    WORD(SCANNED_PERCENT, "Scanned %", "स्कैन %", "اسکین %") \
    WORD(RATE_NOW, "Per day now", "वर्तमान गति, प्रतिदिन", "موجودہ رفتار، روزانہ") \
    WORD(RATE_NEEDED, "Per day needed", "आवश्यक गति, प्रतिदिन", "درکار رفتار، روزانہ") \
    WORD(WHY_NEVER_HEARD, "no figures have come", "कोई आँकड़े नहीं मिले", "کوئی اعداد موصول نہیں") \
    WORD(WHY_REWRITTEN, "its reports contradict earlier ones ({0})", "इसकी रिपोर्टें पिछली रिपोर्टों का खंडन करती हैं ({0})", "اس کی رپورٹیں سابقہ رپورٹوں کی تردید کرتی ہیں ({0})") \
    WORD(WHY_OFFICES_REWRITTEN, "{0} office(s) whose reports contradict earlier ones", "{0} कार्यालय जिनकी रिपोर्टें पिछली रिपोर्टों का खंडन करती हैं", "{0} دفاتر جن کی رپورٹیں سابقہ رپورٹوں کی تردید کرتی ہیں") \
    WORD(WHY_SILENT, "no figures for {0} day(s)", "{0} दिनों से कोई आँकड़े नहीं", "{0} دنوں سے کوئی اعداد نہیں") \
    WORD(WHY_NO_PAGE, "no page scanned yet", "अभी तक कोई पृष्ठ स्कैन नहीं", "ابھی تک کوئی صفحہ اسکین نہیں") \
    WORD(WHY_NOT_STARTED, "no page scanned yet, {0} working day(s) after the start", "आरंभ के {0} कार्य दिवस बाद भी कोई पृष्ठ स्कैन नहीं", "آغاز کے {0} کام کے دن بعد بھی کوئی صفحہ اسکین نہیں") \
    WORD(WHY_STOPPED, "no page scanned for {0} working day(s)", "{0} कार्य दिवसों से कोई पृष्ठ स्कैन नहीं", "{0} کام کے دنوں سے کوئی صفحہ اسکین نہیں") \
    WORD(WHY_SLOW, "{0} a day too few", "प्रतिदिन {0} की कमी", "روزانہ {0} کی کمی") \
    WORD(WHY_LATE, "{0} working day(s) late", "{0} कार्य दिवसों का विलंब", "{0} کام کے دنوں کی تاخیر") \
    WORD(WHY_PAST_DEADLINE, "deadline over by {0} day(s)", "समय-सीमा {0} दिन पहले समाप्त", "آخری تاریخ {0} دن پہلے گزر چکی") \
    WORD(WHY_RECOGNITION, "waiting for recognition: {0}", "{0} अभिलेख ओसीआर की प्रतीक्षा में", "{0} مسلیں او سی آر کی منتظر") \
    WORD(WHY_CHECKING, "waiting for checking: {0}", "{0} अभिलेख जाँच की प्रतीक्षा में", "{0} مسلیں جانچ کی منتظر") \
    WORD(WHY_EXPORT, "waiting for export: {0}", "{0} अभिलेख निर्यात की प्रतीक्षा में", "{0} مسلیں برآمد کی منتظر") \
    WORD(WHY_IMPORT, "waiting for import into e-Office: {0}", "{0} अभिलेख ई-ऑफिस में आयात की प्रतीक्षा में", "{0} مسلیں ای آفس میں درآمد کی منتظر") \
    WORD(WHY_REJECTS, "back at scanning: {0}", "{0} अभिलेख दोबारा स्कैन के लिए लौटाए गए", "{0} مسلیں دوبارہ اسکین کے لیے واپس") \
    WORD(WHY_JAMS, "paper jams: {0}", "{0} बार काग़ज़ फँसा", "{0} بار کاغذ پھنسا") \
    WORD(WHY_MISSING, "missing or damaged: {0}", "{0} अभिलेख अप्राप्य या क्षतिग्रस्त", "{0} مسلیں گم یا خستہ") \
    WORD(WHY_EXCLUDED, "excluded: {0}", "{0} अभिलेख अपवर्जित", "{0} مسلیں مستثنیٰ") \
    WORD(WHY_LATELY_OFF, "taken off the work in the last 14 days, as excluded, missing or damaged: {0}", "पिछले 14 दिनों में अपवर्जित, अप्राप्य या क्षतिग्रस्त बताकर कार्य से हटाए गए: {0}", "پچھلے 14 دنوں میں مستثنیٰ، گمشدہ یا خستہ بتا کر کام سے ہٹائی گئیں: {0}") \
    WORD(WHY_PUT_OFF, "deadline put off by {0} day(s), and late by the first one", "समय-सीमा {0} दिन आगे बढ़ाई गई, पहली के अनुसार विलंब", "آخری تاریخ {0} دن آگے بڑھائی گئی، پہلی کے مطابق تاخیر") \
    WORD(WHY_CENSUS_SHORT, "registered beyond the shelf census: {0}", "गणना से {0} अभिलेख अधिक पंजीकृत", "شماری سے {0} مسلیں زیادہ مندرج") \
    WORD(WHY_CENSUS_OWN, "of the census, counted by who wrote the register: {0}", "गणना के {0} अभिलेख पंजी बनाने वाले ने गिने", "شماری کی {0} مسلیں رجسٹر بنانے والے نے گنیں") \
    WORD(WHY_REGISTER_SHORT, "of the census, not registered: {0}", "गणना के {0} अभिलेख पंजीकृत नहीं", "شماری کی {0} مسلیں مندرج نہیں") \
    WORD(WHY_NOTHING_LEFT, "nothing left to scan, yet not scanned or closed short: {0}", "स्कैन के लिए कुछ शेष नहीं, फिर भी {0} स्कैन नहीं या कम पृष्ठों पर बंद", "اسکین کے لیے کچھ باقی نہیں، پھر بھی {0} اسکین نہیں یا کم پر بند") \
    WORD(WHY_OVER, "percentages over 100: {0}", "{0} प्रतिशत 100 से अधिक", "{0} فیصد 100 سے زائد") \
    WORD(WHY_OFFICES_BEHIND, "offices behind the plan: {0}", "योजना से पिछड़े कार्यालय: {0}", "منصوبے سے پیچھے دفاتر: {0}") \
    WORD(WHY_LAST_OFFICE, "the last office ends {0} day(s) later", "अंतिम कार्यालय {0} दिन बाद पूर्ण होगा", "آخری دفتر {0} دن بعد مکمل ہوگا") \
    WORD(WHY_OFFICES_SILENT, "offices silent: {0}", "{0} कार्यालयों से सूचना अप्राप्त", "{0} دفاتر سے اطلاع موصول نہیں") \
    /* offices */ \
    WORD(OFFICES, "All offices", "सभी कार्यालय", "تمام دفاتر") \
    WORD(GROUP_YARDSTICK, "To be done", "करना है", "کرنا ہے") \
    WORD(GROUP_RECORDS, "Records", "अभिलेख", "مسلیں") \
    WORD(GROUP_ABSENT, "Not on the desk", "अनुपलब्ध", "غیر دستیاب") \
    WORD(GROUP_PAGES, "Pages", "पृष्ठ", "صفحات") \
    WORD(CENSUS, "Census", "गणना", "شماری") \
    WORD(REGISTERED, "Registered", "पंजीकृत", "مندرج") \
    WORD(SCANNED, "Scanned", "स्कैन", "اسکین شدہ") \
    WORD(RECOGNISED, "Recognised", "ओसीआर", "او سی آر") \
    WORD(ACCEPTED, "Accepted", "स्वीकृत", "منظور") \
    WORD(EXAMINED, "Examined", "जाँचे गए", "جانچ شدہ") \
    WORD(EXPORTED, "Exported", "निर्यात", "برآمد") \
    WORD(IMPORTED, "Imported", "आयात", "درآمد") \
    WORD(EXCLUDED, "Excluded", "अपवर्जित", "مستثنیٰ") \
    WORD(MISSING, "Missing", "अप्राप्य", "گمشدہ") \
    WORD(DAMAGED, "Damaged", "क्षतिग्रस्त", "خستہ") \
    WORD(OVERNIGHT, "Out over\u00adnight", "रात भर बाहर", "رات بھر باہر") \
    WORD(FIGURES_AT, "Figures of", "आँकड़े", "اعداد") \
    WORD(SILENT, "silent", "सूचना अप्राप्त", "اطلاع موصول نہیں") \
    WORD(NEVER, "never heard", "कभी नहीं मिले", "کبھی نہیں ملے") \
    /* charts */ \
    WORD(CHART_COURSE, "Against the plan", "योजना के सामने प्रगति", "منصوبے کے مقابل پیش رفت") \
    WORD(CHART_COURSE_SAYS, "{0} so far against the plan, and where the present pace leads; the band holds the end with a chance of 80 in 100.", "योजना के सामने अब तक {0}, और वर्तमान गति कहाँ ले जाती है; पट्टी में समाप्ति की संभावना 100 में 80 है।", "منصوبے کے مقابل اب تک {0}، اور موجودہ رفتار کہاں لے جاتی ہے؛ پٹی میں تکمیل کا امکان 100 میں 80 ہے۔") \
    WORD(CHART_DAYS, "Work of each day", "प्रतिदिन का कार्य", "ہر دن کا کام") \
    WORD(CHART_DAYS_SAYS, "{0} of each day. Gray columns: Sundays and holidays (H). Striped or dashed bars: the clock was set on that day, it is left out of the projection.", "प्रतिदिन {0}। धूसर स्तंभ: रविवार और अवकाश (अ)। धारीदार या टूटी रेखा वाले स्तंभ: उस दिन घड़ी बदली गई, अनुमान में नहीं लिया गया।", "روزانہ {0}۔ سرمئی ستون: اتوار اور تعطیلات (ت)۔ دھاری دار یا ٹوٹی لکیر والے ستون: اس دن گھڑی بدلی گئی، تخمینے میں شامل نہیں۔") \
    WORD(CHART_STAGES, "How far the records have come", "अभिलेख कहाँ तक पहुँचे", "مسلیں کہاں تک پہنچیں") \
    WORD(CHART_STAGES_SAYS, "Each column is a stage, in percent of the target; its figures stand in the table of all offices.", "हर स्तंभ एक चरण है, लक्ष्य के प्रतिशत में; आँकड़े सभी कार्यालयों की सारणी में हैं।", "ہر کالم ایک مرحلہ ہے، ہدف کے فیصد میں؛ اعداد تمام دفاتر کے جدول میں ہیں۔") \
    WORD(CHART_RANKING, "Ranking by records scanned", "स्कैन किए गए अभिलेखों के अनुसार क्रम", "اسکین شدہ مسلوں کے لحاظ سے درجہ") \
    WORD(CHART_RANKING_SAYS, "Percent of the target, best first; the line is where the plan should be today.", "लक्ष्य का प्रतिशत, श्रेष्ठ पहले; रेखा बताती है कि योजना आज कहाँ होनी चाहिए।", "ہدف کا فیصد، بہترین پہلے؛ لکیر بتاتی ہے کہ منصوبہ آج کہاں ہونا چاہیے۔") \
    WORD(LABEL_SO_FAR, "{0} so far", "अब तक {0}", "اب تک {0}") \
    WORD(LABEL_TARGET, "target {0}", "लक्ष्य {0}", "ہدف {0}") \
    WORD(LABEL_PLAN, "plan", "योजना", "منصوبہ") \
    WORD(LABEL_NEEDED, "needed: {0} a day", "आवश्यक: प्रतिदिन {0}", "درکار: روزانہ {0}") \
    WORD(LABEL_ABOVE, "↑ far above this picture", "↑ इस चित्र से बहुत ऊपर", "↑ اس تصویر سے بہت اوپر") \
    WORD(LABEL_NOW, "now: {0} a day", "वर्तमान: प्रतिदिन {0}", "موجودہ: روزانہ {0}") \
    WORD(LABEL_LIKELY, "likely {0}", "संभावित {0}", "متوقع {0}") \
    WORD(LABEL_DEADLINE, "deadline {0}", "समय-सीमा {0}", "آخری تاریخ {0}") \
    WORD(LABEL_PLAN_TODAY, "plan today {0}", "योजना आज {0}", "منصوبہ آج {0}") \
    WORD(SUNDAY, "Sunday", "रविवार", "اتوار") \
    WORD(HOLIDAY, "holiday", "अवकाश", "تعطیل") \
    WORD(HOLIDAY_SIGN, "H", "अ", "ت") \
    WORD(FLAGGED, "clock was set", "घड़ी बदली गई", "گھڑی بدلی گئی") \
    /* days */ \
    WORD(DAYS, "Day by day", "दिन-प्रतिदिन", "روز بہ روز") \
    WORD(DAYS_SAYS, "{0} of each day; * Sunday or holiday, ! a day on which the clock was set.", "प्रतिदिन {0}; * रविवार या अवकाश, ! जिस दिन घड़ी बदली गई।", "روزانہ {0}؛ * اتوار یا تعطیل، ! جس دن گھڑی بدلی گئی۔") \
    WORD(WEEK_FROM, "Week from", "सप्ताह आरंभ", "ہفتہ از") \
    WORD(MON, "Mon", "सोम", "پیر") \
    WORD(TUE, "Tue", "मंगल", "منگل") \
    WORD(WED, "Wed", "बुध", "بدھ") \
    WORD(THU, "Thu", "गुरु", "جمعرات") \
    WORD(FRI, "Fri", "शुक्र", "جمعہ") \
    WORD(SAT, "Sat", "शनि", "ہفتہ") \
    WORD(SUN, "Sun", "रवि", "اتوار") \
    WORD(WEEK, "Week", "सप्ताह", "پورا ہفتہ") \
    WORD(SO_FAR, "So far", "अब तक", "اب تک") \
    WORD(BY_PLAN, "By plan", "योजना से", "منصوبے سے") \
    /* categories, persons, scanners */ \
    WORD(CATEGORIES, "Categories and priorities", "श्रेणियाँ और प्राथमिकताएँ", "زمرے اور ترجیحات") \
    WORD(PRIORITY, "Priority", "प्राथमिकता", "ترجیح") \
    WORD(CATEGORY, "Category", "श्रेणी", "زمرہ") \
    WORD(ALL_OTHERS, "all others", "शेष सभी", "باقی تمام") \
    WORD(TARGET_RECORDS, "Target, records", "लक्ष्य, अभिलेख", "ہدف، مسلیں") \
    WORD(CENSUS_RECORDS, "Census, records", "गणना, अभिलेख", "شماری، مسلیں") \
    WORD(CENSUS_PAGES, "Census, pages", "गणना, पृष्ठ", "شماری، صفحات") \
    WORD(TARGET_PAGES, "Target, pages", "लक्ष्य, पृष्ठ", "ہدف، صفحات") \
    WORD(PERSONS, "Persons", "कर्मचारी", "عملہ") \
    WORD(PERSON, "Person", "कर्मचारी", "اہلکار") \
    WORD(WORKED_DAYS, "Days worked", "कार्य के दिन", "کام کے دن") \
    WORD(PER_DAY, "Pages a day", "पृष्ठ प्रतिदिन", "صفحات روزانہ") \
    WORD(FLAGS, "Flagged pages", "चिह्नित पृष्ठ", "نشان زد صفحات") \
    WORD(REJECTS, "Rejected", "अस्वीकृत", "مسترد") \
    WORD(UNPROVEN, "Pages, name not proven", "पृष्ठ, नाम प्रमाणित नहीं", "صفحات، نام غیر مصدقہ") \
    WORD(UNPROVEN_SAYS, "Pages fed under names that no PIN proved: {0}. Anybody may have fed them.", "जिन पृष्ठों को डालने वाले का नाम किसी PIN से प्रमाणित नहीं: {0}। उन्हें किसी ने भी डाला हो सकता है।", "جن صفحات کے ڈالنے والے کا نام کسی PIN سے مصدقہ نہیں: {0}۔ انہیں کسی نے بھی ڈالا ہو سکتا ہے۔") \
    WORD(SCANNERS, "Scanners", "स्कैनर", "اسکینر") \
    WORD(SCANNER, "Scanner", "स्कैनर", "اسکینر") \
    WORD(SERIAL_NUMBER, "Serial number", "क्रम संख्या", "سیریل نمبر") \
    WORD(JAMS, "Jams", "काग़ज़ फँसा", "کاغذ پھنسا") \
    /* lists */ \
    WORD(FILE_NO, "File number", "फ़ाइल संख्या", "مسل نمبر") \
    WORD(SIDE, "Side", "भाग", "حصہ") \
    WORD(PAGES, "Pages", "पृष्ठ", "صفحات") \
    WORD(EXPECTED, "Expected", "अपेक्षित", "متوقع") \
    WORD(REASON, "Reason", "कारण", "وجہ") \
    WORD(BY, "By", "द्वारा", "از طرف") \
    WORD(AT, "On", "दिनांक", "تاریخ") \
    WORD(TAKEN_AT, "Taken on", "लिया गया", "لی گئی") \
    WORD(RECEIVED_BY, "Taken by", "लेने वाला", "لینے والا") \
    WORD(LISTS, "Records that are listed", "सूचीबद्ध अभिलेख", "فہرست میں درج مسلیں") \
    WORD(LISTS_SAY, "How many of each office; each record stands in the report of its office and in the json form of this one.", "हर कार्यालय के कितने; हर अभिलेख अपने कार्यालय की रिपोर्ट में और इस रिपोर्ट के json रूप में है।", "ہر دفتر کی کتنی؛ ہر مسل اپنے دفتر کی رپورٹ میں اور اس رپورٹ کی json شکل میں ہے۔") \
    WORD(SHORT, "Closed short", "कम पृष्ठों पर बंद", "کم پر بند") \
    WORD(UNCOUNTED, "Not counted", "नहीं गिने गए", "شمار نہیں") \
    WORD(SURPLUS, "Surplus", "अधिक पृष्ठ", "زائد") \
    WORD(LIST_SHORT, "Closed short, with a reason", "कम पृष्ठों पर बंद, कारण सहित", "کم صفحات پر بند، وجہ کے ساتھ") \
    WORD(LIST_UNCOUNTED, "Not counted as scanned until a person closes them", "किसी के बंद करने तक स्कैन में नहीं गिने गए", "کسی کے بند کرنے تک اسکین میں شمار نہیں") \
    WORD(NO_COUNT, "fed without a count", "बिना पृष्ठ गणना के डाला गया", "بغیر صفحات شماری ڈالی گئی") \
    WORD(REPEATED, "enough pages only with blank or repeated ones", "केवल रिक्त या दोहराए गए पृष्ठों के साथ पूर्ण", "صرف خالی یا دہرائے گئے صفحات کے ساتھ مکمل") \
    WORD(CORRECTED, "the count was lowered after feeding", "डालने के बाद पृष्ठ गणना घटाई गई", "ڈالنے کے بعد صفحات شماری گھٹائی گئی") \
    WORD(MOVED, "pages moved after feeding", "डालने के बाद पृष्ठ हटाए गए", "ڈالنے کے بعد صفحات منتقل ہوئے") \
    WORD(LIST_SURPLUS, "More pages than expected; what is above does not count", "अपेक्षा से अधिक पृष्ठ; अधिक वाले नहीं गिने गए", "متوقع سے زائد صفحات؛ زائد شمار نہیں") \
    WORD(ELSEWHERE, "Same picture elsewhere", "वही चित्र अन्यत्र", "وہی تصویر دوسری جگہ") \
    WORD(LIST_ELSEWHERE, "The very same pictures as in another record; they count where they were fed first", "ठीक वही चित्र जो दूसरे अभिलेख में हैं; वे वहीं गिने गए जहाँ पहले डाले गए", "بالکل وہی تصویریں جو دوسری مسل میں ہیں؛ وہ وہیں شمار ہوئیں جہاں پہلے ڈالی گئیں") \
    WORD(FIRST_FILE_NO, "Fed first to", "पहले यहाँ डाला गया", "پہلے یہاں ڈالی گئی") \
    WORD(LOWERED, "Count lowered", "गणना घटाई गई", "شمار گھٹائی گئی") \
    WORD(UNLIKE, "Look alike", "समान दिखने वाले", "ہم شکل") \
    WORD(LIST_UNLIKE, "Look like earlier pages; they count, as a person said that they are others", "पहले के पृष्ठों जैसे दिखते हैं; किसी ने अलग बताया, इसलिए गिने गए", "پہلے صفحات جیسے دکھتے ہیں؛ کسی نے الگ بتایا، اس لیے شمار ہوئے") \
    WORD(REMOVED, "Taken out", "पंजी से हटाए गए", "رجسٹر سے خارج") \
    WORD(SPLIT, "Split off", "विभाजित", "الگ کی گئی") \
    WORD(LIST_SPLIT, "Split off another record, and in the register since; until pages are fed to them they do not count, those that they have count for that one", "दूसरे अभिलेख से अलग किए गए और बाद में पंजी में लाए गए; जब तक इनमें स्वयं पृष्ठ न डाले जाएँ ये नहीं गिने जाते, इनके पृष्ठ उसी में गिने गए", "دوسری مسل سے الگ کی گئیں اور بعد میں رجسٹر میں آئیں؛ جب تک ان میں خود صفحات نہ ڈالے جائیں یہ شمار نہیں ہوتیں، ان کے صفحات اسی میں شمار ہوئے") \
    WORD(RECATEGORISED, "Category changed", "श्रेणी बदली", "زمرہ بدلا") \
    WORD(LIST_RECATEGORISED, "Category changed after feeding, or from one target to another; they count for that since", "डालने के बाद, या एक लक्ष्य से दूसरे में, श्रेणी बदली गई; तब से उसी में गिने गए", "ڈالنے کے بعد، یا ایک ہدف سے دوسرے میں، زمرہ بدلا گیا؛ تب سے اسی میں شمار ہیں") \
    WORD(LIST_REMOVED, "Taken out of the register, though the office's list had them", "पंजी से हटाए गए, जबकि कार्यालय की सूची में थे", "رجسٹر سے خارج، جب کہ دفتر کی فہرست میں تھیں") \
    WORD(REMOVED_SAYS, "They stay in what percentages are of: nobody makes less of the work by taking records out. Where some were entered twice, the target of a plan says how many records there are.", "ये उसमें बने रहते हैं जिसके प्रतिशत निकाले जाते हैं: अभिलेख हटाकर कोई काम को कम नहीं कर सकता। यदि कुछ दो बार दर्ज हुए हों, तो योजना का लक्ष्य बताता है कि अभिलेख कितने हैं।", "یہ اس میں باقی رہتی ہیں جس کے فیصد نکالے جاتے ہیں: مسلیں خارج کر کے کوئی کام کم نہیں کر سکتا۔ اگر کچھ دو بار درج ہوئی ہوں تو منصوبے کا ہدف بتاتا ہے کہ مسلیں کتنی ہیں۔") \
    WORD(LIST_LOWERED, "Fewer pages in the register than before, changed ahead of scanning", "स्कैनिंग से पहले पंजी में पृष्ठ संख्या घटाई गई", "اسکیننگ سے پہلے رجسٹر میں صفحات کی تعداد گھٹائی گئی") \
    WORD(LIST_EXCLUDED, "Excluded from scanning", "स्कैनिंग से अपवर्जित", "اسکیننگ سے مستثنیٰ") \
    WORD(NOBODY_ELSE, "nobody but who proposed it", "प्रस्तावक के अतिरिक्त किसी ने नहीं", "تجویز کنندہ کے سوا کسی نے نہیں") \
    WORD(LIST_MISSING, "Missing", "अप्राप्य अभिलेख", "گمشدہ مسلیں") \
    WORD(LIST_DAMAGED, "Damaged", "क्षतिग्रस्त अभिलेख", "خستہ مسلیں") \
    WORD(LIST_WITHHELD, "Confidential, and removed from the store", "गोपनीय, और भंडार से हटाए गए", "خفیہ، اور ذخیرے سے ہٹائی گئیں") \
    WORD(WITHHELD, "Removed as confidential", "गोपनीय होने से हटाए", "خفیہ ہونے پر ہٹائی گئیں") \
    WORD(CLASSIFICATION, "Classification", "वर्गीकरण", "درجہ بندی") \
    WORD(OUT, "Packages still out", "अब भी बाहर के पैकेज", "ابھی تک باہر کے پیکیج") \
    WORD(LIST_OVERNIGHT, "Out of the room overnight", "रात भर कक्ष से बाहर", "رات بھر کمرے سے باہر") \
    WORD(LIST_TAKEN, "Rows edited in the database, taken by an admin as they stood", "डेटाबेस में बदली गई पंक्तियाँ, जिन्हें किसी व्यवस्थापक ने यथास्थिति स्वीकार किया", "ڈیٹابیس میں بدلی گئی سطریں، جنہیں کسی منتظم نے جوں کا توں قبول کیا") \
    WORD(ROW, "Row", "पंक्ति", "سطر") \
    WORD(ROWS_TAKEN, "Edited rows", "बदली पंक्तियाँ", "بدلی سطریں") \
    WORD(LIST_DISPUTED, "Receipts of the import job that contradict; until it is settled the first one counts", "आयात की पावतियाँ जो एक-दूसरे के विपरीत हैं; निपटारे तक पहली गिनी जाती है", "درآمد کی رسیدیں جو ایک دوسرے کے خلاف ہیں؛ تصفیے تک پہلی شمار ہوتی ہے") \
    WORD(DISPUTED, "Disputed receipts", "विवादित पावतियाँ", "متنازع رسیدیں") \
    WORD(LATER_RECEIPT, "Later receipt", "बाद की पावती", "بعد کی رسید") \
    WORD(COMPUTER_NO, "Computer No.", "कंप्यूटर सं.", "کمپیوٹر نمبر") \
    WORD(REJECTED, "Rejected", "अस्वीकृत", "نامنظور") \
    WORD(LIST_DISSOLVED, "Lots dissolved before a verdict; the pages that were drawn stay drawn", "निर्णय से पहले भंग किए गए लॉट; निकाले गए पृष्ठ निकले ही रहते हैं", "فیصلے سے پہلے تحلیل کیے گئے لاٹ؛ نکالے گئے صفحات نکلے ہی رہتے ہیں") \
    WORD(DISSOLVED, "Dissolved lots", "भंग लॉट", "تحلیل شدہ لاٹ") \
    WORD(LOT, "Lot", "लॉट", "لاٹ") \
    WORD(DRAWN, "Pages drawn", "निकाले गए पृष्ठ", "نکالے گئے صفحات") \
    WORD(LIST_DOUBTFUL, "Counted as imported by a receipt that something speaks against", "जिन पावतियों से आयातित गिने गए, उनके विरुद्ध कुछ है", "جن رسیدوں سے درآمد شدہ شمار ہیں، ان کے خلاف کچھ ہے") \
    WORD(DOUBTFUL, "Doubtful receipts", "संदिग्ध पावतियाँ", "مشکوک رسیدیں") \
    WORD(UNTAKEN, "the package still lies in the outbox", "पैकेज अब भी आउटबॉक्स में है", "پیکیج اب بھی آؤٹ باکس میں ہے") \
    WORD(EARLY, "the receipt is of a day before the export", "पावती निर्यात से पहले के दिन की है", "رسید برآمد سے پہلے کے دن کی ہے") \
    WORD(NO_NUMBER, "it has no Computer No., and others have one", "इसकी कंप्यूटर सं. नहीं है, जबकि औरों की है", "اس کا کمپیوٹر نمبر نہیں، جب کہ دوسروں کا ہے") \
    /* returns and plan */ \
    WORD(CORRECTIONS, "Corrections of earlier returns", "पिछली विवरणियों के सुधार", "سابقہ گوشواروں کی تصحیحات") \
    WORD(RETURN_NO, "Return", "विवरणी", "گوشوارہ") \
    WORD(DAY, "Day", "दिन", "دن") \
    WORD(COLUMN, "Column", "स्तंभ", "کالم") \
    WORD(WAS, "Was", "था", "تھا") \
    WORD(IS, "Is", "है", "ہے") \
    WORD(HOLIDAYS_LATE, "Called holidays only on the day itself or later; they stay working days", "उसी दिन या बाद में अवकाश बताए गए दिन; ये कार्य दिवस ही गिने गए", "اسی دن یا بعد میں تعطیل بتائے گئے دن؛ یہ کام کے دن ہی شمار ہیں") \
    WORD(PLAN, "The plan that it is measured by", "योजना जिससे मापा गया", "منصوبہ جس سے ناپا گیا") \
    WORD(PLAN_TABLE, "Table", "सारणी", "جدول") \
    WORD(VERSION, "Version", "संस्करण", "نسخہ") \
    WORD(IMPORTED_AT, "Taken in", "लिया गया", "داخل") \
    WORD(SHA256, "SHA-256 of the file", "फ़ाइल का SHA-256", "فائل کا SHA-256") \
    WORD(PLAN_OFFICES, "offices", "कार्यालय", "دفاتر") \
    WORD(PLAN_TARGETS, "targets", "लक्ष्य", "اہداف") \
    WORD(PLAN_CENSUS, "shelf census", "शेल्फ़ गणना", "الماری شماری") \
    WORD(PLAN_RULES, "priority rules", "प्राथमिकता नियम", "ترجیحی اصول") \
    WORD(PLAN_HOLIDAYS, "holidays", "अवकाश", "تعطیلات") \
    WORD(MEASURED, "By whose plan", "किसकी योजना से", "کس کے منصوبے سے") \
    WORD(MEASURED_STORE, "By the plan of {0}; what it says nothing of is as each office's own report tells it.", "{0} की योजना से; जो उसमें नहीं है, वह हर कार्यालय की अपनी रिपोर्ट से है।", "{0} کے منصوبے سے؛ جو اس میں نہیں، وہ ہر دفتر کی اپنی رپورٹ سے ہے۔") \
    WORD(MEASURED_FILES, "Each office by its own plan, as its report tells it.", "हर कार्यालय अपनी योजना से, जैसा उसकी रिपोर्ट बताती है।", "ہر دفتر اپنے منصوبے سے، جیسا اس کی رپورٹ بتاتی ہے۔") \
    WORD(OLDER, "Reports of older versions", "पुराने संस्करणों की रिपोर्टें", "پرانے نسخوں کی رپورٹیں") \
    WORD(OLDER_SAYS, "{0}: what their version does not tell yet is printed as \u2013, and their earlier returns cannot be compared; update these offices.", "{0}: जो उनका संस्करण अभी नहीं बताता, वह \u2013 छपा है, और उनकी पिछली विवरणियाँ मिलाई नहीं जा सकतीं; इन कार्यालयों को अद्यतन करें।", "{0}: جو ان کا نسخہ ابھی نہیں بتاتا، وہ \u2013 چھپا ہے، اور ان کے سابقہ گوشوارے ملائے نہیں جا سکتے؛ ان دفاتر کو تازہ کریں۔") \
    WORD(REFUSED, "Not joined", "नहीं जोड़ी गई रिपोर्टें", "شامل نہیں کی گئی رپورٹیں") \
    WORD(FILE, "File", "फ़ाइल", "فائل") \
    WORD(RETURNS, "Frozen returns among the figures", "आँकड़ों में स्थिर विवरणियाँ", "اعداد میں منجمد گوشوارے") \
    WORD(EVIDENCE, "What can be checked at each office", "हर कार्यालय में क्या जाँचा जा सकता है", "ہر دفتر میں کیا جانچا جا سکتا ہے") \
    WORD(EVIDENCE_SAYS, "At the office, muhafiz verify --anchor with the json form of this report finds whether its events were cut off or changed since; muhafiz return list has the SHA-256 of its returns.", "कार्यालय में muhafiz verify --anchor इस रिपोर्ट के json रूप के साथ बताता है कि उसकी घटनाएँ तब से काटी या बदली गईं या नहीं; विवरणियों का SHA-256 muhafiz return list में है।", "دفتر میں muhafiz verify --anchor اس رپورٹ کی json شکل کے ساتھ بتاتا ہے کہ اس کے واقعات تب سے کاٹے یا بدلے گئے یا نہیں؛ muhafiz return list میں گوشواروں کا SHA-256 ہے۔") \
    WORD(EVENT, "Last event", "अंतिम घटना", "آخری واقعہ") \
    WORD(EVENT_HASH, "Its hash", "उसका हैश", "اس کا ہیش") \
    WORD(RETURN_SHA256, "SHA-256 of the return", "विवरणी का SHA-256", "گوشوارے کا SHA-256") \
    WORD(RULES, "How it is counted", "गिनती के नियम", "شمار کے اصول") \
    WORD(RULES_SAY, "A record is scanned when each of its sides has all pages that were expected when it was fed, or was closed by a person with a reason. Only folio pages count: no covers, blanks, duplicates or rescans. Excluded, missing and damaged records are not taken off the target; the second percentage is without them.", "अभिलेख तब स्कैन माना जाता है जब उसके हर भाग में डालते समय अपेक्षित सभी पृष्ठ हों, या किसी ने कारण देकर उसे बंद किया हो। केवल पत्र-पृष्ठ गिने जाते हैं: आवरण, कोरे, दोहरे या दोबारा स्कैन पृष्ठ नहीं। अपवर्जित, अप्राप्य और क्षतिग्रस्त अभिलेख लक्ष्य से नहीं घटाए जाते; दूसरा प्रतिशत उनके बिना है।", "مسل تب اسکین شدہ مانی جاتی ہے جب اس کے ہر حصے میں ڈالتے وقت کے تمام متوقع صفحات ہوں، یا کسی اہلکار نے وجہ دے کر اسے بند کیا ہو۔ صرف اوراق کے صفحات شمار ہوتے ہیں: سرورق، خالی، مکرر یا دوبارہ اسکین شدہ صفحات نہیں۔ مستثنیٰ، گمشدہ اور خستہ مسلیں ہدف سے منہا نہیں ہوتیں؛ دوسرا فیصد ان کے بغیر ہے۔") \
    WORD(PAGE_OF, "Page {0} of {1}", "पृष्ठ {0} / {1}", "صفحہ {0} / {1}")
/* clang-format on */

typedef enum {
#define REPORT_WORD_NAME(NAME, ENGLISH, HINDI, URDU) WORD_##NAME,
    REPORT_WORDS(REPORT_WORD_NAME)
#undef REPORT_WORD_NAME
        N_WORDS
} ReportWord;

typedef enum { REPORT_ENGLISH, REPORT_HINDI, REPORT_URDU, N_REPORT_LANGUAGES } ReportLanguage;

/* "eng", "hin" or "urd", as --lang has it; anything else is English. */
ReportLanguage report_language_find(const char *code);
/* BCP 47, for <html lang> and the PDF. */
const char *report_language_tag(ReportLanguage language);
gboolean report_language_is_rtl(ReportLanguage language);

const char *report_word(ReportLanguage language, ReportWord word);
/* A name of the item that people read, such as the column of a correction; itself where there is no word for it. */
const char *report_item_word(const char *name, ReportLanguage language);
/* With {0}, {1} ... filled in; the list ends with NULL. */
char *report_word_fill(ReportLanguage language, ReportWord word, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
