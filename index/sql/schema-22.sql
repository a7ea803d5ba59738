-- Schema version 22: pages that only look like others.

-- What was said to be another page, which is seldom.
CREATE INDEX event_unlike ON event (number) WHERE act = 'pages.unlike';
