-- Who took the register in: of few events, and asked for in each report.
CREATE INDEX event_register ON event_kept (person) WHERE act = 'register.imported';
