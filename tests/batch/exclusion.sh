# What is left out of digitisation has a reason and somebody who answers for it.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq

new_store
state() { m exclusion list --all --json | jq -r "[.items[] | \"\(.file_no) \(.state) \(.reason) \(.approved_by // \"-\")\"] | join(\", \")"; }

exits "no reason" 2 m --user asha exclusion propose A-12/2008
says "no reason" 'say why'
exits "proposed" 0 m --user asha exclusion propose A-12/2008 --reason "eaten by termites" --json
mkdir replies
cp out replies/exclusion.1.json
same "it is only proposed" 'A-12/2008 proposed eaten by termites -' "$(state)"
same "so it still counts" available "$(m show --json A-12/2008 | jq -r '.items[0].availability')"
exits "proposed twice" 2 m exclusion propose A-12/2008 --reason again
exits "approved" 0 m --user officer exclusion approve A-12/2008
same "approved" 'A-12/2008 excluded eaten by termites officer' "$(state)"
same "now it is out" excluded "$(m show --json A-12/2008 | jq -r '.items[0].availability')"
exits "taken back without a reason" 2 m exclusion end A-12/2008
exits "taken back" 0 m --user officer exclusion end A-12/2008 --reason "a copy was found"
same "back in" available "$(m show --json A-12/2008 | jq -r '.items[0].availability')"
exits "refused" 0 m exclusion propose B-7/2011 --reason "too much work"
exits "refused" 0 m exclusion end B-7/2011 --reason "that is no reason"
same "nothing is open" '[]' "$(m exclusion list --json | jq -c .items)"
same "nothing is forgotten" 2 "$(m exclusion list --all --json | jq '.items | length')"

exits "nobody proposed it" 2 m --user officer exclusion approve B-7/2011
m register set B-7/2011 availability=damaged >/dev/null
exits "in one act" 0 m --user officer exclusion approve B-7/2011 --reason "in the flood"
exits "and back again" 0 m --user officer exclusion end B-7/2011 --reason "dried"
same "it is what it was" damaged "$(m show --json B-7/2011 | jq -r '.items[0].availability')"
exits "a reason for nothing" 2 m register set B-7/2011 reason="just so"
m register set B-7/2011 availability=available >/dev/null

# The register's own word leaves the same trace.
exits "by the register" 0 m --user officer register set B-7/2011 availability=excluded reason="sub judice"
same "by the register" 'B-7/2011 excluded sub judice officer' "$(state | sed 's/, .*//')"
exits "and back" 0 m register set B-7/2011 availability=available reason="decided"
same "and back" decided "$(m exclusion list --all --json | jq -r '.items[] | select(.reason == "sub judice").ended_reason')"

# In an office with persons only the nodal officer, and never without a reason.
printf '246813\n' >pin
printf '864213\n' >first
exits "an admin" 0 m --user boss user add boss --role admin --new-pin-file pin
for person in asha:operator nina:nodal; do
    exits "$person" 0 m --pin-file pin --user boss user add "${person%:*}" --role "${person#*:}" --new-pin-file first
done
exits "an operator may propose" 0 m --user asha exclusion propose پ-3/2015 --reason "burnt"
exits "but not approve" 2 m --user asha exclusion approve پ-3/2015
exits "nor say it in the register" 2 m --user asha register set B-7/2011 availability=excluded reason=x
same "it is still proposed" 'پ-3/2015 proposed burnt -' "$(state | sed 's/, .*//')"
m exclusion list --all --json >replies/exclusion.2.json
python3 -c 'import jsonschema' 2>/dev/null &&
    ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*.json
exits "events are whole" 0 m verify

done_testing
