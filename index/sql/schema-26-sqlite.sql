-- Changes of categories, which are few.
CREATE INDEX event_category ON event (number) WHERE act = 'record.changed' AND instr(detail, '"category"') > 0;
