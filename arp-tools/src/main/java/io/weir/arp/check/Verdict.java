package io.weir.arp.check;

/** Whether a server is ready for direct return. */
public enum Verdict {
    /** It takes the VIP's packets and keeps silent about it. */
    OK("ok"),
    /** It answers ARP or neighbour solicitations for the VIP, and attracts traffic past the balancer. */
    ANSWERS_ARP("answers ARP"),
    /** It drops packets for the VIP. */
    VIP_NOT_CONFIGURED("VIP not configured"),
    /** It has the VIP, but nothing takes connections to it there. */
    SERVICE_REFUSES("service does not accept the VIP"),
    /** Its own address is not answered for, or nothing can be asked. */
    NO_LAYER_2_PATH("no layer 2 path");

    private final String key;

    Verdict(String key) {
        this.key = key;
    }

    /** The words of the command line and of the API. */
    public String key() {
        return key;
    }
}
