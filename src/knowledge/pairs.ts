// What can be said only about one particular pair: the comparisons people ask for most.

interface PairNote {
  readonly pair: readonly [string, string];
  /** Opens the comparison after the relation. */
  readonly lead?: string;
  /** Replace the differences made from the facts. */
  readonly differences: readonly string[];
  /** How to know which of the two applies, and what to do first. */
  readonly decide: string;
}

export const PAIR_NOTES: readonly PairNote[] = [
  {
    pair: ['NOTIMP', 'BADTRUNC'],
    lead: 'NOTIMP is code 4 in the header and speaks of the operation. BADTRUNC, 22, stands in a TSIG record while the header says NOTAUTH; it speaks of a MAC shorter than local policy wants.',
    differences: [
      'BADTRUNC can only follow a TSIG-signed request. NOTIMP does not care about signatures.',
      'For NOTIMP the cure is another server; for BADTRUNC it is a longer MAC in the key on the client.',
      'Neither is cured by TCP or a larger EDNS buffer, with one exception: NSD and Knot answer NOTIMP to a zone transfer over UDP, and that one wants TCP.',
    ],
    decide:
      'One signed UPDATE can meet either, never both: a server without UPDATE says NOTIMP (NSD even when the key is unknown), a server that has it goes on to check the MAC.',
  },
  {
    pair: ['SERVFAIL', 'REFUSED'],
    lead: 'SERVFAIL is a failed attempt, REFUSED a decision.',
    differences: [
      'SERVFAIL varies with time and with the zone. REFUSED varies with the address, key or view of the sender.',
      'For SERVFAIL, ask with +cd and then ask the authorities. For REFUSED, read the access list and look for EDE 18 or 20.',
      "A client's SERVFAIL is often an authority's REFUSED: the resolver met a lame delegation and had no other server.",
    ],
    decide: 'If many names fail for all clients, follow SERVFAIL. If all names fail for some clients, follow REFUSED.',
  },
  {
    pair: ['SERVFAIL', 'NXDOMAIN'],
    lead: 'NXDOMAIN is an answer: the name is not there. SERVFAIL is the lack of one: nobody knows whether it is there.',
    differences: [
      'NXDOMAIN is a fact about the zone, and every resolver that is not filtered agrees. SERVFAIL is about this attempt, and another resolver may succeed.',
      'NXDOMAIN is kept for the negative TTL of the zone. A failure is remembered for seconds.',
      'A rise of SERVFAIL is an incident until shown otherwise; a rise of NXDOMAIN mostly has a harmless cause such as a search list.',
    ],
    decide:
      'Never treat SERVFAIL as proof that a name is gone: programs that do so delete or block good names during an outage.',
  },
  {
    pair: ['NODATA', 'NXDOMAIN'],
    lead: 'Both say that there is no such record. NXDOMAIN says it of the whole name, NODATA of one type at a name that exists.',
    differences: [
      'NXDOMAIN is code 3. NODATA is code 0 with an empty answer, so a log without counts shows it as success.',
      'NXDOMAIN covers every type and every name below. NODATA covers one type, and other types may exist.',
      'Signers with compact denial (RFC 9824) answer for absent names in the shape of NODATA; the type NXNAME in the NSEC record gives them away.',
    ],
    decide:
      'Ask for a second type of the same name, such as TXT or SOA: NXDOMAIN stays, NODATA may turn into records, and code 0 shows that the name exists, compact denial aside.',
  },
  {
    pair: ['REFUSED', 'NOTAUTH'],
    lead: 'REFUSED is about who asks. NOTAUTH is about the zone, or about a signature that did not hold.',
    differences: [
      'A plain query for a zone the server does not have gets REFUSED. NOTAUTH is for transfers, updates and notifies, and for failed signatures.',
      'A transfer that is not allowed gets REFUSED from BIND and NSD, NOTAUTH from Knot. A transfer of an unknown zone gets NOTAUTH from all three. Unbound says REFUSED to both.',
      'REFUSED may be cured by an entry in an access list, NOTAUTH by loading the zone or repairing the key.',
    ],
    decide:
      'Look for a TSIG record in the reply. With an error in it, follow that error. Without one, NOTAUTH means: is the zone loaded; REFUSED means: is the sender on the list.',
  },
  {
    pair: ['FORMERR', 'NOTIMP'],
    lead: 'FORMERR: the server could not read the message. NOTIMP: it could, and has no code for what it asks.',
    differences: [
      'FORMERR goes away when you change options, cookies or sizes. NOTIMP goes away when you change the opcode or the server.',
      'Servers disagree about meta-types: MAILB gets NOTIMP from BIND, FORMERR from Unbound, and an empty answer from NSD and Knot.',
      'FORMERR points at whoever built the packet, or at a box on the way; NOTIMP points at whoever chose the server.',
    ],
    decide:
      'Send the same question without EDNS. If it works, it was FORMERR and about EDNS; if nothing changes, the operation is the problem.',
  },
  {
    pair: ['NOTIMP', 'REFUSED'],
    lead: 'NOTIMP means cannot, REFUSED means will not.',
    differences: [
      'NOTIMP is the same for everybody. REFUSED depends on address, key or view.',
      'Switched off in the configuration is REFUSED at BIND, for updates and for transfers; NOTIMP means that there is no code for it, as with updates at NSD and Unbound.',
      'An access list cures REFUSED. Nothing in a configuration file makes NSD or Unbound take updates.',
    ],
    decide: 'Send the request from an allowed address with a good key: REFUSED gives way, NOTIMP stays.',
  },
  {
    pair: ['BADSIG', 'BADKEY'],
    lead: 'Both are failed signatures. With BADKEY the server did not find the key, with BADSIG it found the key and the MAC was wrong.',
    differences: [
      'BADKEY comes before any MAC is computed: name and algorithm were not found. BADSIG means that they were found and the MAC differs.',
      'A wrong secret gives BADSIG, a wrong name or algorithm BADKEY. NSD takes a key whose algorithm differs.',
    ],
    decide: 'Compare name and algorithm first, the secret second.',
  },
  {
    pair: ['BADSIG', 'BADTIME'],
    lead: 'Both are failed signatures: BADSIG for a wrong MAC, BADTIME for a wrong clock.',
    differences: [
      'BADSIG is about the secret, BADTIME about the clock.',
      'The reply to BADTIME carries the time of the server and is signed by BIND and Knot; the reply to BADSIG is unsigned.',
      'BIND and Knot check the MAC first, so there BADTIME shows that the secret is right. NSD checks the time first, so there it shows nothing.',
    ],
    decide: 'Set the clocks, test again, and only then suspect the secret.',
  },
  {
    pair: ['BADVERS', 'BADSIG'],
    lead: 'A log that prints a bare 16 leaves open which one it is.',
    differences: [
      'A log of the header alone shows NOERROR (0) for BADVERS and NOTAUTH (9) for BADSIG.',
      'BADVERS is a matter of EDNS and mostly harmless. BADSIG means that a signed transfer, update or notify has failed.',
    ],
    decide: 'A TSIG record with error 16 in the reply makes it BADSIG; otherwise it is BADVERS.',
  },
  {
    pair: ['BADSIG', 'BADTRUNC'],
    lead: 'BADSIG judges the value of the MAC, BADTRUNC its length.',
    differences: [
      'With BADSIG the secrets differ as a rule. With BADTRUNC the algorithm of one key shortens the MAC (a suffix such as -128) and the other side wants more.',
      'BIND tells the two apart. NSD and Knot answer BADSIG to any shortened MAC.',
      'Servers differ on whether length or value is checked first, so BADTRUNC does not show that the secret is right.',
    ],
    decide: 'Test with the full-length algorithm: if that works it was the length, whatever the error was called.',
  },
  {
    pair: ['BADTRUNC', 'TRUNCATED'],
    lead: 'Only the word is the same. BADTRUNC judges a shortened MAC in a signed request; TRUNCATED is a flag on a reply that is too big for UDP.',
    differences: [
      'TCP cures TRUNCATED and leaves BADTRUNC as it is.',
      'TRUNCATED comes with code 0 and, if the request was signed, with a valid signature over the shortened reply. BADTRUNC comes with NOTAUTH in the header.',
    ],
    decide: 'Look at the TC flag: set, it is the size; clear, with TSIG error 22, it is the key.',
  },
  {
    pair: ['YXDOMAIN', 'YXRRSET'],
    lead: 'Something was there that an UPDATE wanted absent: with YXDOMAIN a whole name, with YXRRSET one type at a name.',
    differences: [
      'YXDOMAIN concerns every type at the name, YXRRSET a single one.',
      'YXDOMAIN also answers queries, when a DNAME makes a name too long. YXRRSET never does; in a query log it is BADCOOKIE with its upper bits lost.',
    ],
    decide:
      'Look at the prerequisites that the updater sent: one on the name gives YXDOMAIN, one on a type gives YXRRSET.',
  },
  {
    pair: ['REFUSED', 'BADCOOKIE'],
    lead: 'REFUSED sends the client away. BADCOOKIE asks it to come back once more, with the cookie it was just given.',
    differences: [
      'BADCOOKIE is one step of a handshake and carries the cure; REFUSED is final.',
      'Where Unbound wants cookies, a wrong cookie gets BADCOOKIE, and no cookie at all over UDP gets REFUSED with the TC flag.',
      'BADCOOKIE shows as YXRRSET in a log that keeps four bits, REFUSED as itself.',
    ],
    decide: 'Retry once with the new cookie: if that succeeds, ignore it.',
  },
  {
    pair: ['SERVFAIL', 'TIMEOUT'],
    lead: 'With SERVFAIL somebody answered and said that it failed; with TIMEOUT nobody answered.',
    differences: [
      'SERVFAIL comes from the server you asked, and often tells of timeouts further up. TIMEOUT concerns the way between you and that server.',
      'SERVFAIL may carry an extended error that says why. TIMEOUT leaves nothing but a packet capture.',
    ],
    decide: 'If dig prints a status, it is SERVFAIL; if it prints that no servers could be reached, it is TIMEOUT.',
  },
  {
    pair: ['DROPPED', 'TIMEOUT'],
    differences: [
      'DROPPED is a decision of the server, which counts it. TIMEOUT may also be a lost packet, a dead server or a closed path.',
      'DROPPED hits certain clients or names; TIMEOUT from the network hits whatever takes that path.',
    ],
    decide: 'Look at the counters of the server. If they rise with each of your attempts, it is DROPPED.',
  },
  {
    pair: ['NXDOMAIN', 'REFUSED'],
    lead: 'NXDOMAIN answers the question; REFUSED declines it.',
    differences: [
      'NXDOMAIN is about the name and the same for all clients of one view. REFUSED is about the client or the zone, whatever the name.',
      'A block list may use either: NXDOMAIN pretends that the name is absent, REFUSED admits the block.',
    ],
    decide: 'Ask for a name that certainly exists: if it is REFUSED as well, the name was never the problem.',
  },
  {
    pair: ['NOTIMP', 'EDE21'],
    differences: [
      'NOTIMP is in every log. EDE 21 is only in the reply, and only some servers send it; it adds nothing that NOTIMP does not say.',
    ],
    decide: 'Follow NOTIMP: what matters is which opcode, class and type were sent.',
  },
  {
    pair: ['SERVFAIL', 'EDE13'],
    differences: [
      'EDE 13 does not give a reason. It says that the reason was met earlier, and that this reply repeats it from a cache.',
    ],
    decide: 'Look further up in the log for the first SERVFAIL of this name: that one has the cause.',
  },
];

/** The note on a pair, in whichever order. */
export function pairNote(a: string, b: string): PairNote | undefined {
  return PAIR_NOTES.find(({ pair }) => (pair[0] === a && pair[1] === b) || (pair[0] === b && pair[1] === a));
}
