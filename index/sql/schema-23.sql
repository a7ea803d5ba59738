-- Schema version 23: a package is found by its folder without looking at all of them, as lists and checks ask for each.
CREATE INDEX package_path ON package (path);
