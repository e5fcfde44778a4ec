// Lines of PowerDNS Recursor, and what each becomes.
import type { Sample } from './spec.js';

export const PDNS_RECURSOR_SAMPLES: readonly Sample[] = [
  {
    line: 'Nov 22 15:42:40 msg="Answer" subsystem="syncres" level="0" prio="Info" tid="3" ts="1795362160.897" additional="1" answers="0" dotout="0" ecs="" mtid="1" netms="0.000000" outqueries="0" proto="udp" qname="www.example.org" qtype="NS" rcode="3" rd="1" remote="192.0.2.21:49493" tcpout="0" throttled="0" timeouts="0" totms="1.679000" validationState="Indeterminate"',
    is: {
      kind: 'client-reply',
      rcode: 'NXDOMAIN',
      basis: 'explicit',
      direction: 'sent',
      client: '192.0.2.21',
      clientPort: 49493,
      qname: 'www.example.org',
      qtype: 'NS',
      transport: 'udp',
      duration: 0.001679,
      time: 1795362160897,
    },
  },
  {
    line: 'msg="Answer" subsystem="syncres" level="0" prio="Info" tid="3" ts="1795362160.897" additional="1" answers="0" dotout="0" ecs="" mtid="1" netms="0.000000" outqueries="0" proto="udp" qname="a\\" rcode=\\"5\\".example.org" qtype="A" rcode="0" rd="1" remote="[2001:db8::1]:5" tcpout="0" throttled="0" timeouts="0" totms="2" validationState="Indeterminate"',
    is: {
      kind: 'client-reply',
      rcode: 'NOERROR',
      basis: 'explicit',
      direction: 'sent',
      client: '2001:db8::1',
      duration: 0.002,
      qname: 'a\\" rcode=\\"5\\".example.org',
    },
  },
  {
    line: 'msg="Answer" subsystem="syncres" level="0" prio="Info" tid="3" ts="1795362160.897" additional="1" answers="0" dotout="0" ecs="" mtid="1" netms="0.000000" outqueries="0" proto="udp" qname="www.example.org" qtype="ADDR" rcode="-1" rd="1" remote="192.0.2.21:49493" tcpout="0" throttled="0" timeouts="0" totms="0.000000" validationState="Indeterminate"',
    is: { kind: 'client-reply', rcode: 'SERVFAIL', basis: 'explicit', direction: 'sent', qtype: 'ADDR' },
  },
  {
    line: 'msg="Answer" subsystem="syncres" level="0" prio="Info" tid="3" ts="1795362160.897" additional="1" answers="0" dotout="0" ecs="" mtid="1" netms="0.000000" outqueries="0" proto="udp" qname="www.example.org" qtype="ADDR" rcode="-1" rd="1" remote="[2001:db8::1]:5" tcpout="0" throttled="0" timeouts="0" totms="0.000000" validationState="Indeterminate"',
    is: { kind: 'client-reply', rcode: 'SERVFAIL', basis: 'explicit', direction: 'sent', client: '2001:db8::1' },
  },
  {
    line: "Nov 22 15:41:33 3 [1/1] answer to question 'sp\\032ace.example.org|NS': 0 answers, 1 additional, took 14 packets, 2.167 netw ms, 2.564 tot ms, 0 throttled, 0 timeouts, 0/0 tcp/dot connections, rcode=3",
    is: {
      kind: 'client-reply',
      rcode: 'NXDOMAIN',
      basis: 'explicit',
      direction: 'sent',
      qname: 'sp\\032ace.example.org',
      qtype: 'NS',
    },
  },
  {
    line: "[17] answer to non-rd question 'it's, rcode=3.example.org|A': 0 answers, 1 additional, took 14 packets, 2.167 netw ms, 2.564 tot ms, 0 throttled, 0 timeouts, 0/0 tcp/dot connections, rcode=2, dnssec=Bogus",
    is: {
      kind: 'client-reply',
      rcode: 'SERVFAIL',
      basis: 'explicit',
      direction: 'sent',
      qname: "it's, rcode=3.example.org",
    },
  },
  {
    line: "3 [1/1] answer to question 'www.example.org|TYPE65400': 0 answers, 1 additional, took 14 packets, 2.167 netw ms, 2.564 tot ms, 0 throttled, 0 timeouts, 0/0 tcp/dot connections, rcode=-1",
    is: { kind: 'client-reply', rcode: 'SERVFAIL', basis: 'explicit', direction: 'sent' },
  },
  {
    line: "[17] answer to non-rd question 'www.example.org|A': 0 answers, 1 additional, took 14 packets, 2.167 netw ms, 2.564 tot ms, 0 throttled, 0 timeouts, 0/0 tcp/dot connections, rcode=-1, dnssec=Indeterminate",
    is: { kind: 'client-reply', rcode: 'SERVFAIL', basis: 'explicit', direction: 'sent' },
  },
  {
    line: 'msg="Question" subsystem="syncres" level="0" prio="Info" tid="3" ts="1795362160.897" ecs="" mtid="1" proto="udp" qname="www.example.org" qtype="NS" remote="192.0.2.21:49493"',
    is: { noRcode: 'query', client: '192.0.2.21', qname: 'www.example.org' },
  },
  {
    line: 'msg="Question" subsystem="syncres" level="0" prio="Info" tid="3" ts="1795362160.897" ecs="" mtid="1" proto="udp" qname="www.example.org" qtype="NS" remote="[2001:db8::1]:49493"',
    is: { noRcode: 'query', client: '2001:db8::1' },
  },
  {
    line: "3 [1/1] question for 'www.example.org|NS' from 192.0.2.21:41398",
    is: { noRcode: 'query', client: '192.0.2.21', clientPort: 41398, qname: 'www.example.org', qtype: 'NS' },
  },
  {
    line: "[17] TCP non-rd question for 'www.example.org|NS' from [2001:db8::1]:41398",
    is: { noRcode: 'query', client: '2001:db8::1' },
  },
  {
    line: 'msg="Question answered from packet cache" subsystem="in" level="0" prio="Notice" tid="3" ts="1795362174.604" proto="udp" qname="www.example.org" qtype="NS" remote="192.0.2.21:44781" source="192.0.2.21:44781" tag="0"',
    is: { noRcode: 'packet-cache-answer', client: '192.0.2.21' },
  },
  {
    line: 'msg="TCP question answered from packet cache" subsystem="in" level="0" prio="Notice" tid="3" ts="1795362174.604" proto="udp" qname="www.example.org" qtype="NS" remote="[2001:db8::1]:44781" source="192.0.2.21:44781" tag="0"',
    is: { noRcode: 'packet-cache-answer', client: '2001:db8::1' },
  },
  {
    line: '3 question answered from packet cache tag=0 from 192.0.2.21:50318',
    is: { noRcode: 'packet-cache-answer' },
  },
  {
    line: '1 TCP question answered from packet cache tag=0 from 192.0.2.21:50318',
    is: { noRcode: 'packet-cache-answer' },
  },
  {
    line: 'msg="Failed to update . records" subsystem="housekeeping" level="0" prio="Warning" tid="0" ts="1795362158.357" rcode="2"',
    is: { noRcode: 'root-refresh-failed' },
  },
  {
    line: 'Failed to update root NS records, RCODE=2',
    is: { noRcode: 'root-refresh-failed' },
  },
  {
    line: 'Nov 22 15:41:33 Listening for UDP queries on 192.0.2.1:53',
    is: { unrecognized: true },
  },
  {
    line: 'Redirecting queries for zone example.org',
    is: { unrecognized: true },
  },
];
