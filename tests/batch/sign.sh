# Signed certificates: keys in files and on a token (SoftHSM), checked with OpenSSL's own command; and the
# keys, PINs and certificates that must not sign.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq openssl softhsm2-util pkcs11-tool sqlite3 python3
module=$(dpkg -L libsofthsm2 2>/dev/null | grep 'libsofthsm2\.so$' | head -n 1)
[ -e "$module" ] || { echo "skipped: SoftHSM's module is not installed"; exit 77; }
new_store
pages --lang eng --kind note --seed 1 --ageing clean --mode gray --dpi 100 -o 1.png >/dev/null
pages --lang eng --kind note --seed 2 --ageing clean --mode gray --dpi 100 -o 2.png >/dev/null
m ingest --file A-12/2008 1.png 2.png >/dev/null
m run >/dev/null 2>&1

# Two authorities, and what they issue: from, until, use.
mkdir keys
cd keys
cat >ca.cnf <<CNF
[ca]
default_ca = one
[one]
new_certs_dir = .
database = index
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
countryName = optional
organizationName = optional
commonName = supplied
CNF
touch index
issue() { # NAME SUBJECT ISSUER FROM UNTIL EXTENSIONS [KEY OPTIONS]
    printf '%b' "$6" >ext
    openssl req -utf8 -new -newkey ${7:-rsa:2048} -nodes -keyout "$1.key" -subj "$2" -out "$1.csr" 2>/dev/null
    [ "$3" = self ] && from="-selfsign -keyfile $1.key" || from="-cert $3.pem -keyfile $3.key"
    openssl ca -batch -utf8 -config ca.cnf $from -in "$1.csr" -startdate "$4" -enddate "$5" -extfile ext \
        -notext -out "$1.pem" 2>log || { cat log; fail "issue $1"; }
}
authority='basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n'
signing='keyUsage=digitalSignature,nonRepudiation\n'
issue root "/C=IN/CN=Root" self 20200101000000Z 20991231000000Z "$authority"
issue sub "/C=IN/CN=Sub" root 20200101000000Z 20991231000000Z "$authority"
issue asha "/C=IN/O=Tehsil Test/CN=आशा देवी" sub 20200101000000Z 20991231000000Z "$signing"
issue curve "/C=IN/CN=Curve" sub 20200101000000Z 20991231000000Z "$signing" "ec -pkeyopt ec_paramgen_curve:P-256"
issue old "/C=IN/CN=Old" sub 20200101000000Z 20210101000000Z "$signing"
issue early "/C=IN/CN=Early" sub 20980101000000Z 20991231000000Z "$signing"
issue secret "/C=IN/CN=Secret" sub 20200101000000Z 20991231000000Z 'keyUsage=keyEncipherment\n'
cat sub.pem root.pem >chain.pem
for name in asha curve old early secret; do
    openssl pkcs12 -export -inkey $name.key -in $name.pem -certfile chain.pem -passout pass:geheim -out $name.p12
done
openssl pkcs12 -export -legacy -inkey asha.key -in asha.pem -certfile chain.pem -passout pass:geheim -out windows.pfx
cd ..
echo geheim >pin
echo falsch >wrong

signs() { # DESCRIPTION KEY PIN-FILE
    exits "$1" 0 m certificate --json A-12/2008 -o signed.pdf --sign "$2" --pin-file "$3"
    cp out signed.json
    openssl cms -verify -binary -inform DER -in signed.pdf.p7s -content signed.pdf -CAfile keys/root.pem \
        -out /dev/null 2>log || { cat log; fail "$1: OpenSSL does not verify the signature"; }
    checks=$((checks + 1))
}
refused() { # DESCRIPTION PATTERN KEY PIN-FILE
    exits "$1" 2 m certificate A-12/2008 -o refused.pdf --sign "$3" --pin-file "$4"
    says "$1" "$2"
    ! grep -qE 'geheim|falsch|4321|9999' err || fail "$1: the PIN is told"
    ok "$1: nothing is written" test ! -e refused.pdf -a ! -e refused.pdf.p7s
}

signs "a key in a file" keys/asha.p12 pin
python3 "$MUHAFIZ_TESTS/schemas/check.py" "$(mv signed.json certificate.signed.json && echo certificate.signed.json)"
same "signer" "CN = आशा देवी|$work/signed.pdf.p7s" \
    "$(jq -r '.items[0] | "\(.signer | split(", ") | map(select(startswith("CN"))) | .[0])|\(.signature)"' certificate.signed.json)"
same "the event names the signer" "$(jq -r '.items[0].signer' certificate.signed.json)" \
    "$(python3 "$MUHAFIZ_TESTS/tools/brief.py" store/muhafiz.db "SELECT json_extract(detail, '$.signer') FROM event WHERE act = 'record.certified'")"
signed_at=$(openssl cms -cmsout -print -inform DER -in signed.pdf.p7s | sed -n 's/.*UTCTIME:\(.*\)/\1/p' | tail -n 1)
same "signed at the time of the event" "$(date -u -d "$(jq -r '.items[0].at' certificate.signed.json)" +%s)" \
    "$(date -u -d "$signed_at" +%s)"
same "SHA-256" 1 "$(openssl cms -cmsout -print -inform DER -in signed.pdf.p7s | grep -A2 'digestAlgorithms:' | grep -c sha256)"
cp signed.pdf tampered.pdf
printf x | dd of=tampered.pdf bs=1 seek=3000 conv=notrunc 2>/dev/null
! openssl cms -verify -binary -inform DER -in signed.pdf.p7s -content tampered.pdf -CAfile keys/root.pem -out /dev/null 2>log ||
    fail "a file that was changed has a good signature"
signs "a key on a curve" keys/curve.p12 pin
signs "a key from an old Windows" keys/windows.pfx pin
exits "the PIN in the environment" 0 env MUHAFIZ_PIN=geheim "$MUHAFIZ" --store "$store" certificate A-12/2008 -o signed.pdf --sign keys/asha.p12
grep -q 'signed.pdf.p7s: signed by .*CN = आशा देवी' out || fail "who signed is not told: $(cat out)"
python3 "$MUHAFIZ_TESTS/batch/terminal.py" 'Password of the key: =>geheim' -- "$MUHAFIZ" --store "$store" certificate A-12/2008 -o asked.pdf --sign keys/asha.p12 >out ||
    fail "asked at a terminal: $(cat out)"
! grep -q geheim out || fail "the terminal shows the password"
ok "asked at a terminal" test -s asked.pdf.p7s
interrupted=$(printf '\003')
python3 "$MUHAFIZ_TESTS/batch/terminal.py" "Password of the key: =>$interrupted" -- sh -c 'trap : INT; "$@"; echo "ended with $?"; stty -a' \
    sh "$MUHAFIZ" --store "$store" certificate A-12/2008 -o stopped.pdf --sign keys/asha.p12 >out
ok "interrupted at the question: it ends" grep -q 'ended with 130' out
ok "interrupted at the question: the terminal shows again what is typed" grep -qE '(^|[[:space:]])echo([[:space:]]|$)' out
exits "unsigned after all" 0 m certificate A-12/2008 -o signed.pdf
says "unsigned after all" 'signed.pdf.p7s was there before: it is no signature of the new file'

exits "nobody to ask" 2 m certificate A-12/2008 -o refused.pdf --sign keys/asha.p12 </dev/null
says "nobody to ask" 'pin-file FILE or in MUHAFIZ_PIN'
refused "a wrong password" 'the password is wrong' keys/asha.p12 wrong
refused "no such key" 'cannot be read' keys/none.p12 pin
refused "no key file" 'no PKCS#12 file' keys/asha.pem pin
refused "no PIN file" 'none cannot be read' keys/asha.p12 none
refused "a certificate that is over" '\(.*Old\) is valid from 2020-01-01 to 2021-01-01' keys/old.p12 pin
refused "a certificate that is not yet valid" '\(.*Early\) is valid from 2098-01-01' keys/early.p12 pin
refused "a certificate for encryption" 'not made for signatures' keys/secret.p12 pin

# A token, as officers carry: two pairs, and the certificates above them.
mkdir tokens
export SOFTHSM2_CONF=$work/softhsm2.conf
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$work/tokens" >softhsm2.conf
echo 4321 >token-pin
echo 9999 >token-wrong
token_put() { # TOKEN NAME ID LABEL
    [ ! -e "keys/$2.key" ] || [ "$2" = sub ] || [ "$2" = root ] ||
        softhsm2-util --import "keys/$2.key" --token "$1" --label "$4" --id "$3" --pin 4321 >/dev/null
    openssl x509 -in "keys/$2.pem" -outform DER -out cert.der
    pkcs11-tool --module "$module" --token-label "$1" --login --pin 4321 --write-object cert.der --type cert \
        --id "$3" --label "$4" >/dev/null 2>&1
}
for token in DSC other; do
    softhsm2-util --init-token --free --label $token --so-pin 12345678 --pin 4321 >/dev/null
done
token_put DSC asha A1 signing
token_put DSC secret A2 encryption
token_put DSC sub B1 sub
token_put DSC root B2 root
signs "a key on a token" "pkcs11:token=DSC?module-path=$module" token-pin
same "the chain comes from the token" 3 "$(openssl pkcs7 -print_certs -inform DER -in signed.pdf.p7s | grep -c '^subject')"
signs "a key by its name" "pkcs11:token=DSC;object=signing?module-path=$module" token-pin
signs "a key by its id" "pkcs11:token=DSC;id=%A1?module-path=$module" token-pin
refused "a wrong PIN" 'the PIN of the token DSC is wrong' "pkcs11:token=DSC?module-path=$module" token-wrong
refused "the key for encryption" 'no key for signatures' "pkcs11:token=DSC;object=encryption?module-path=$module" token-pin
refused "a token without keys" 'the token other has no key' "pkcs11:token=other?module-path=$module" token-pin
refused "no such token" 'plug it in' "pkcs11:token=none?module-path=$module" token-pin
refused "which token" 'several tokens' "pkcs11:?module-path=$module" token-pin
refused "no such module" 'cannot be loaded' "pkcs11:token=DSC?module-path=$work/none.so" token-pin
refused "a PIN on the command line" 'does not belong' "pkcs11:token=DSC?module-path=$module&pin-value=4321" token-pin
refused "no URI" 'RFC 7512' "pkcs11:nonsense" token-pin
token_put DSC curve A3 second
refused "which key" 'several keys' "pkcs11:token=DSC?module-path=$module" token-pin
done_testing
