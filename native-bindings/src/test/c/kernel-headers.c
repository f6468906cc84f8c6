/*
 * Prints sizes, offsets and constants of the kernel's headers as "NAME NUMBER" lines, for
 * src/test/resources/io/weir/kernel/testing/kernel-headers.txt:
 *
 *     cc -o /tmp/kernel-headers kernel-headers.c && /tmp/kernel-headers
 *
 * The same on x86_64 and aarch64.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/neighbour.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#define SIZE(type) printf("%s %zu\n", #type, sizeof(struct type))
#define OFFSET(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(struct type, field))
#define NUMBER(name) printf("%s %lld\n", #name, (long long)(name))

int main(void) {
    SIZE(sockaddr_nl);
    OFFSET(sockaddr_nl, nl_family);
    OFFSET(sockaddr_nl, nl_pid);
    OFFSET(sockaddr_nl, nl_groups);
    SIZE(nlmsghdr);
    OFFSET(nlmsghdr, nlmsg_len);
    OFFSET(nlmsghdr, nlmsg_type);
    OFFSET(nlmsghdr, nlmsg_flags);
    OFFSET(nlmsghdr, nlmsg_seq);
    OFFSET(nlmsghdr, nlmsg_pid);
    SIZE(nlmsgerr);
    OFFSET(nlmsgerr, error);
    OFFSET(nlmsgerr, msg);
    SIZE(rtattr);
    OFFSET(rtattr, rta_len);
    OFFSET(rtattr, rta_type);
    SIZE(ifinfomsg);
    OFFSET(ifinfomsg, ifi_family);
    OFFSET(ifinfomsg, ifi_type);
    OFFSET(ifinfomsg, ifi_index);
    OFFSET(ifinfomsg, ifi_flags);
    OFFSET(ifinfomsg, ifi_change);
    SIZE(ifaddrmsg);
    OFFSET(ifaddrmsg, ifa_family);
    OFFSET(ifaddrmsg, ifa_prefixlen);
    OFFSET(ifaddrmsg, ifa_flags);
    OFFSET(ifaddrmsg, ifa_scope);
    OFFSET(ifaddrmsg, ifa_index);
    SIZE(ifa_cacheinfo);
    OFFSET(ifa_cacheinfo, ifa_prefered);
    OFFSET(ifa_cacheinfo, ifa_valid);
    OFFSET(ifa_cacheinfo, cstamp);
    OFFSET(ifa_cacheinfo, tstamp);
    SIZE(rtmsg);
    OFFSET(rtmsg, rtm_family);
    OFFSET(rtmsg, rtm_dst_len);
    OFFSET(rtmsg, rtm_src_len);
    OFFSET(rtmsg, rtm_tos);
    OFFSET(rtmsg, rtm_table);
    OFFSET(rtmsg, rtm_protocol);
    OFFSET(rtmsg, rtm_scope);
    OFFSET(rtmsg, rtm_type);
    OFFSET(rtmsg, rtm_flags);
    SIZE(rtnexthop);
    OFFSET(rtnexthop, rtnh_len);
    OFFSET(rtnexthop, rtnh_flags);
    OFFSET(rtnexthop, rtnh_hops);
    OFFSET(rtnexthop, rtnh_ifindex);
    SIZE(ndmsg);
    OFFSET(ndmsg, ndm_family);
    OFFSET(ndmsg, ndm_ifindex);
    OFFSET(ndmsg, ndm_state);
    OFFSET(ndmsg, ndm_flags);
    OFFSET(ndmsg, ndm_type);
    SIZE(nfgenmsg);
    OFFSET(nfgenmsg, nfgen_family);
    OFFSET(nfgenmsg, version);
    OFFSET(nfgenmsg, res_id);
    SIZE(sockaddr_ll);
    OFFSET(sockaddr_ll, sll_family);
    OFFSET(sockaddr_ll, sll_protocol);
    OFFSET(sockaddr_ll, sll_ifindex);
    OFFSET(sockaddr_ll, sll_hatype);
    OFFSET(sockaddr_ll, sll_pkttype);
    OFFSET(sockaddr_ll, sll_halen);
    OFFSET(sockaddr_ll, sll_addr);
    SIZE(sockaddr_un);
    OFFSET(sockaddr_un, sun_family);
    OFFSET(sockaddr_un, sun_path);
    SIZE(pollfd);
    OFFSET(pollfd, fd);
    OFFSET(pollfd, events);
    OFFSET(pollfd, revents);
    SIZE(ucred);
    OFFSET(ucred, pid);
    OFFSET(ucred, uid);
    OFFSET(ucred, gid);
    NUMBER(NETLINK_ROUTE);
    NUMBER(NETLINK_NETFILTER);
    NUMBER(NLM_F_REQUEST);
    NUMBER(NLM_F_MULTI);
    NUMBER(NLM_F_ACK);
    NUMBER(NLM_F_DUMP_INTR);
    NUMBER(NLM_F_DUMP);
    NUMBER(NLM_F_EXCL);
    NUMBER(NLM_F_APPEND);
    NUMBER(NLA_F_NESTED);
    NUMBER(NLM_F_REPLACE);
    NUMBER(NLM_F_CREATE);
    NUMBER(NLM_F_CAPPED);
    NUMBER(NLM_F_ACK_TLVS);
    NUMBER(NLMSG_NOOP);
    NUMBER(NLMSG_ERROR);
    NUMBER(NLMSG_DONE);
    NUMBER(NLMSG_OVERRUN);
    NUMBER(NLMSGERR_ATTR_MSG);
    NUMBER(NETLINK_CAP_ACK);
    NUMBER(NETLINK_EXT_ACK);
    NUMBER(NLMSG_ALIGNTO);
    NUMBER(RTM_NEWLINK);
    NUMBER(RTM_GETLINK);
    NUMBER(RTM_NEWADDR);
    NUMBER(RTM_DELLINK);
    NUMBER(RTM_SETLINK);
    NUMBER(RTM_NEWROUTE);
    NUMBER(RTM_DELROUTE);
    NUMBER(RTM_GETROUTE);
    NUMBER(RTM_NEWNEIGH);
    NUMBER(RTM_DELNEIGH);
    NUMBER(RTM_GETNEIGH);
    NUMBER(RTNLGRP_LINK);
    NUMBER(RTNLGRP_NEIGH);
    NUMBER(RTNLGRP_IPV4_IFADDR);
    NUMBER(RTNLGRP_IPV4_ROUTE);
    NUMBER(RTNLGRP_IPV6_IFADDR);
    NUMBER(RTNLGRP_IPV6_ROUTE);
    NUMBER(RTA_DST);
    NUMBER(RTA_OIF);
    NUMBER(RTA_GATEWAY);
    NUMBER(RTA_PRIORITY);
    NUMBER(RTA_PREFSRC);
    NUMBER(RTA_MULTIPATH);
    NUMBER(RTA_TABLE);
    NUMBER(RTA_VIA);
    NUMBER(RTN_UNICAST);
    NUMBER(RTN_LOCAL);
    NUMBER(RTM_F_CLONED);
    NUMBER(NDA_DST);
    NUMBER(NDA_LLADDR);
    NUMBER(NTF_PROXY);
    NUMBER(NUD_NONE);
    NUMBER(NUD_INCOMPLETE);
    NUMBER(NUD_REACHABLE);
    NUMBER(NUD_STALE);
    NUMBER(NUD_DELAY);
    NUMBER(NUD_PROBE);
    NUMBER(NUD_FAILED);
    NUMBER(NUD_NOARP);
    NUMBER(NUD_PERMANENT);
    NUMBER(RTM_DELADDR);
    NUMBER(RTM_GETADDR);
    NUMBER(RT_SCOPE_UNIVERSE);
    NUMBER(RT_SCOPE_HOST);
    NUMBER(IFA_ADDRESS);
    NUMBER(IFA_LOCAL);
    NUMBER(IFA_CACHEINFO);
    NUMBER(IFA_FLAGS);
    NUMBER(IFA_PROTO);
    NUMBER(IFA_F_NODAD);
    NUMBER(IFA_F_DADFAILED);
    NUMBER(IFA_F_DEPRECATED);
    NUMBER(IFA_F_TENTATIVE);
    NUMBER(IFA_F_PERMANENT);
    NUMBER(IFLA_ADDRESS);
    NUMBER(IFLA_IFNAME);
    NUMBER(IFLA_MTU);
    NUMBER(IFLA_CARRIER);
    NUMBER(IFF_UP);
    NUMBER(IFF_LOOPBACK);
    NUMBER(IFF_RUNNING);
    NUMBER(IFF_NOARP);
    NUMBER(ARPHRD_ETHER);
    NUMBER(ETH_P_ALL);
    NUMBER(ETH_P_IP);
    NUMBER(ETH_P_ARP);
    NUMBER(ETH_P_IPV6);
    NUMBER(ETH_HLEN);
    NUMBER(AF_UNIX);
    NUMBER(AF_INET);
    NUMBER(AF_INET6);
    NUMBER(AF_NETLINK);
    NUMBER(AF_PACKET);
    NUMBER(SOCK_STREAM);
    NUMBER(SOCK_DGRAM);
    NUMBER(SOCK_RAW);
    NUMBER(SOCK_NONBLOCK);
    NUMBER(SOCK_CLOEXEC);
    NUMBER(MSG_TRUNC);
    NUMBER(MSG_DONTWAIT);
    NUMBER(MSG_NOSIGNAL);
    NUMBER(SOL_SOCKET);
    NUMBER(SOL_NETLINK);
    NUMBER(SOL_PACKET);
    NUMBER(SO_RCVBUF);
    NUMBER(SO_SNDBUFFORCE);
    NUMBER(SO_PEERCRED);
    NUMBER(SO_PEERGROUPS);
    NUMBER(EPERM);
    NUMBER(ENOENT);
    NUMBER(EINTR);
    NUMBER(EIO);
    NUMBER(ENXIO);
    NUMBER(EBADF);
    NUMBER(EAGAIN);
    NUMBER(ENOMEM);
    NUMBER(EACCES);
    NUMBER(EFAULT);
    NUMBER(EBUSY);
    NUMBER(EEXIST);
    NUMBER(ENODEV);
    NUMBER(EINVAL);
    NUMBER(ENOSPC);
    NUMBER(ERANGE);
    NUMBER(ENOSYS);
    NUMBER(ENODATA);
    NUMBER(EOVERFLOW);
    NUMBER(EMSGSIZE);
    NUMBER(ENOPROTOOPT);
    NUMBER(EPROTONOSUPPORT);
    NUMBER(EOPNOTSUPP);
    NUMBER(EAFNOSUPPORT);
    NUMBER(EADDRINUSE);
    NUMBER(EADDRNOTAVAIL);
    NUMBER(ENETDOWN);
    NUMBER(ENETUNREACH);
    NUMBER(ECONNRESET);
    NUMBER(ENOBUFS);
    NUMBER(ENOTCONN);
    NUMBER(ETIMEDOUT);
    NUMBER(ECONNREFUSED);
    NUMBER(EHOSTUNREACH);
    NUMBER(EALREADY);
    NUMBER(EINPROGRESS);
    NUMBER(POLLIN);
    NUMBER(POLLERR);
    NUMBER(NFNL_SUBSYS_NFTABLES);
    NUMBER(NFNL_MSG_BATCH_BEGIN);
    NUMBER(NFNL_MSG_BATCH_END);
    NUMBER(NFNETLINK_V0);
    NUMBER(NFPROTO_NETDEV);
    NUMBER(NF_ACCEPT);
    NUMBER(NF_DROP);
    NUMBER(NF_NETDEV_INGRESS);
    NUMBER(NFT_MSG_NEWTABLE);
    NUMBER(NFT_MSG_DELTABLE);
    NUMBER(NFT_MSG_NEWCHAIN);
    NUMBER(NFT_MSG_DELCHAIN);
    NUMBER(NFT_MSG_NEWRULE);
    NUMBER(NFT_MSG_DELRULE);
    NUMBER(NFT_MSG_NEWSET);
    NUMBER(NFT_MSG_DELSET);
    NUMBER(NFT_MSG_NEWSETELEM);
    NUMBER(NFTA_TABLE_NAME);
    NUMBER(NFTA_TABLE_FLAGS);
    NUMBER(NFT_TABLE_F_OWNER);
    NUMBER(NFTA_CHAIN_TABLE);
    NUMBER(NFTA_CHAIN_NAME);
    NUMBER(NFTA_CHAIN_HOOK);
    NUMBER(NFTA_CHAIN_POLICY);
    NUMBER(NFTA_CHAIN_TYPE);
    NUMBER(NFTA_HOOK_HOOKNUM);
    NUMBER(NFTA_HOOK_PRIORITY);
    NUMBER(NFTA_HOOK_DEV);
    NUMBER(NFTA_RULE_TABLE);
    NUMBER(NFTA_RULE_CHAIN);
    NUMBER(NFTA_RULE_EXPRESSIONS);
    NUMBER(NFTA_RULE_USERDATA);
    NUMBER(NFTA_LIST_ELEM);
    NUMBER(NFTA_EXPR_NAME);
    NUMBER(NFTA_EXPR_DATA);
    NUMBER(NFTA_SET_TABLE);
    NUMBER(NFTA_SET_NAME);
    NUMBER(NFTA_SET_FLAGS);
    NUMBER(NFTA_SET_KEY_TYPE);
    NUMBER(NFTA_SET_KEY_LEN);
    NUMBER(NFTA_SET_DESC);
    NUMBER(NFTA_SET_ID);
    NUMBER(NFTA_SET_DESC_SIZE);
    NUMBER(NFTA_SET_DESC_CONCAT);
    NUMBER(NFTA_SET_FIELD_LEN);
    NUMBER(NFT_SET_CONSTANT);
    NUMBER(NFT_SET_INTERVAL);
    NUMBER(NFT_SET_CONCAT);
    NUMBER(NFTA_SET_ELEM_LIST_TABLE);
    NUMBER(NFTA_SET_ELEM_LIST_SET);
    NUMBER(NFTA_SET_ELEM_LIST_ELEMENTS);
    NUMBER(NFTA_SET_ELEM_KEY);
    NUMBER(NFTA_SET_ELEM_KEY_END);
    NUMBER(NFTA_DATA_VALUE);
    NUMBER(NFTA_DATA_VERDICT);
    NUMBER(NFTA_VERDICT_CODE);
    NUMBER(NFTA_VERDICT_CHAIN);
    NUMBER(NFT_JUMP);
    NUMBER(NFT_GOTO);
    NUMBER(NFT_RETURN);
    NUMBER(NFT_REG_VERDICT);
    NUMBER(NFT_REG32_00);
    NUMBER(NFTA_META_DREG);
    NUMBER(NFTA_META_KEY);
    NUMBER(NFT_META_PROTOCOL);
    NUMBER(NFT_META_L4PROTO);
    NUMBER(NFTA_PAYLOAD_DREG);
    NUMBER(NFTA_PAYLOAD_BASE);
    NUMBER(NFTA_PAYLOAD_OFFSET);
    NUMBER(NFTA_PAYLOAD_LEN);
    NUMBER(NFT_PAYLOAD_NETWORK_HEADER);
    NUMBER(NFT_PAYLOAD_TRANSPORT_HEADER);
    NUMBER(NFTA_CMP_SREG);
    NUMBER(NFTA_CMP_OP);
    NUMBER(NFTA_CMP_DATA);
    NUMBER(NFT_CMP_EQ);
    NUMBER(NFT_CMP_NEQ);
    NUMBER(NFTA_BITWISE_SREG);
    NUMBER(NFTA_BITWISE_DREG);
    NUMBER(NFTA_BITWISE_LEN);
    NUMBER(NFTA_BITWISE_MASK);
    NUMBER(NFTA_BITWISE_XOR);
    NUMBER(NFTA_LOOKUP_SET);
    NUMBER(NFTA_LOOKUP_SREG);
    NUMBER(NFTA_LOOKUP_FLAGS);
    NUMBER(NFT_LOOKUP_F_INV);
    NUMBER(NFTA_IMMEDIATE_DREG);
    NUMBER(NFTA_IMMEDIATE_DATA);
    NUMBER(NFTA_EXTHDR_DREG);
    NUMBER(NFTA_EXTHDR_TYPE);
    NUMBER(NFTA_EXTHDR_OFFSET);
    NUMBER(NFTA_EXTHDR_LEN);
    NUMBER(CAP_NET_BIND_SERVICE);
    NUMBER(CAP_NET_ADMIN);
    NUMBER(CAP_NET_RAW);
    return 0;
}
