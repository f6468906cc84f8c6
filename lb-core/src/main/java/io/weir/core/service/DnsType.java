package io.weir.core.service;

/** The types of records that a DNS check can ask for, with their numbers of IANA. */
public enum DnsType {
    /** An IPv4 address. */
    A(1),
    /** A name server. */
    NS(2),
    /** Another name. */
    CNAME(5),
    /** The start of a zone. */
    SOA(6),
    /** A name of an address. */
    PTR(12),
    /** A mail exchanger. */
    MX(15),
    /** Text. */
    TXT(16),
    /** An IPv6 address. */
    AAAA(28),
    /** A place of a service. */
    SRV(33);

    private final int number;

    DnsType(int number) {
        this.number = number;
    }

    /** As in messages, 16 bits. */
    public int number() {
        return number;
    }
}
