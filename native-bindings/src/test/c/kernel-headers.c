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
#include <linux/ethtool.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/virtio_net.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

/* Newer than the headers this may be compiled with: Linux 6.7. */
#ifndef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
#define PACKET_FANOUT_FLAG_IGNORE_OUTGOING 0x4000
#endif

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
    SIZE(tpacket2_hdr);
    OFFSET(tpacket2_hdr, tp_status);
    OFFSET(tpacket2_hdr, tp_len);
    OFFSET(tpacket2_hdr, tp_snaplen);
    OFFSET(tpacket2_hdr, tp_mac);
    OFFSET(tpacket2_hdr, tp_net);
    OFFSET(tpacket2_hdr, tp_sec);
    OFFSET(tpacket2_hdr, tp_nsec);
    OFFSET(tpacket2_hdr, tp_vlan_tci);
    OFFSET(tpacket2_hdr, tp_vlan_tpid);
    OFFSET(tpacket2_hdr, tp_padding);
    SIZE(tpacket_req);
    OFFSET(tpacket_req, tp_block_size);
    OFFSET(tpacket_req, tp_block_nr);
    OFFSET(tpacket_req, tp_frame_size);
    OFFSET(tpacket_req, tp_frame_nr);
    SIZE(tpacket_stats);
    OFFSET(tpacket_stats, tp_packets);
    OFFSET(tpacket_stats, tp_drops);
    SIZE(packet_mreq);
    OFFSET(packet_mreq, mr_ifindex);
    OFFSET(packet_mreq, mr_type);
    OFFSET(packet_mreq, mr_alen);
    OFFSET(packet_mreq, mr_address);
    SIZE(virtio_net_hdr);
    OFFSET(virtio_net_hdr, flags);
    OFFSET(virtio_net_hdr, gso_type);
    OFFSET(virtio_net_hdr, hdr_len);
    OFFSET(virtio_net_hdr, gso_size);
    OFFSET(virtio_net_hdr, csum_start);
    OFFSET(virtio_net_hdr, csum_offset);
    SIZE(sock_fprog);
    OFFSET(sock_fprog, len);
    OFFSET(sock_fprog, filter);
    SIZE(sock_filter);
    OFFSET(sock_filter, code);
    OFFSET(sock_filter, jt);
    OFFSET(sock_filter, jf);
    OFFSET(sock_filter, k);
    SIZE(mmsghdr);
    OFFSET(mmsghdr, msg_hdr.msg_name);
    OFFSET(mmsghdr, msg_hdr.msg_namelen);
    OFFSET(mmsghdr, msg_hdr.msg_iov);
    OFFSET(mmsghdr, msg_hdr.msg_iovlen);
    OFFSET(mmsghdr, msg_hdr.msg_control);
    OFFSET(mmsghdr, msg_hdr.msg_controllen);
    OFFSET(mmsghdr, msg_hdr.msg_flags);
    OFFSET(mmsghdr, msg_len);
    SIZE(iovec);
    OFFSET(iovec, iov_base);
    OFFSET(iovec, iov_len);
    SIZE(ifreq);
    OFFSET(ifreq, ifr_name);
    OFFSET(ifreq, ifr_data);
    SIZE(ethtool_value);
    OFFSET(ethtool_value, cmd);
    OFFSET(ethtool_value, data);
    SIZE(ethtool_channels);
    OFFSET(ethtool_channels, cmd);
    OFFSET(ethtool_channels, max_rx);
    OFFSET(ethtool_channels, max_tx);
    OFFSET(ethtool_channels, max_other);
    OFFSET(ethtool_channels, max_combined);
    OFFSET(ethtool_channels, rx_count);
    OFFSET(ethtool_channels, tx_count);
    OFFSET(ethtool_channels, other_count);
    OFFSET(ethtool_channels, combined_count);
    NUMBER(NETLINK_ROUTE);
    NUMBER(NLM_F_REQUEST);
    NUMBER(NLM_F_MULTI);
    NUMBER(NLM_F_ACK);
    NUMBER(NLM_F_DUMP_INTR);
    NUMBER(NLM_F_DUMP);
    NUMBER(NLM_F_EXCL);
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
    NUMBER(CAP_NET_BIND_SERVICE);
    NUMBER(CAP_NET_ADMIN);
    NUMBER(CAP_NET_RAW);
    NUMBER(TPACKET_V2);
    NUMBER(PACKET_ADD_MEMBERSHIP);
    NUMBER(PACKET_RX_RING);
    NUMBER(PACKET_STATISTICS);
    NUMBER(PACKET_COPY_THRESH);
    NUMBER(PACKET_VERSION);
    NUMBER(PACKET_TX_RING);
    NUMBER(PACKET_LOSS);
    NUMBER(PACKET_VNET_HDR);
    NUMBER(PACKET_FANOUT);
    NUMBER(PACKET_QDISC_BYPASS);
    NUMBER(PACKET_FANOUT_DATA);
    NUMBER(PACKET_IGNORE_OUTGOING);
    NUMBER(PACKET_FANOUT_CBPF);
    NUMBER(PACKET_FANOUT_FLAG_UNIQUEID);
    NUMBER(PACKET_FANOUT_FLAG_IGNORE_OUTGOING);
    NUMBER(PACKET_MR_ALLMULTI);
    NUMBER(PACKET_OUTGOING);
    NUMBER(TP_STATUS_KERNEL);
    NUMBER(TP_STATUS_USER);
    NUMBER(TP_STATUS_COPY);
    NUMBER(TP_STATUS_LOSING);
    NUMBER(TP_STATUS_VLAN_VALID);
    NUMBER(TP_STATUS_AVAILABLE);
    NUMBER(TP_STATUS_SEND_REQUEST);
    NUMBER(TP_STATUS_WRONG_FORMAT);
    NUMBER(BPF_LD);
    NUMBER(BPF_LDX);
    NUMBER(BPF_ST);
    NUMBER(BPF_STX);
    NUMBER(BPF_ALU);
    NUMBER(BPF_JMP);
    NUMBER(BPF_RET);
    NUMBER(BPF_MISC);
    NUMBER(BPF_W);
    NUMBER(BPF_H);
    NUMBER(BPF_B);
    NUMBER(BPF_IMM);
    NUMBER(BPF_ABS);
    NUMBER(BPF_IND);
    NUMBER(BPF_MEM);
    NUMBER(BPF_LEN);
    NUMBER(BPF_MSH);
    NUMBER(BPF_ADD);
    NUMBER(BPF_SUB);
    NUMBER(BPF_MUL);
    NUMBER(BPF_DIV);
    NUMBER(BPF_OR);
    NUMBER(BPF_AND);
    NUMBER(BPF_LSH);
    NUMBER(BPF_RSH);
    NUMBER(BPF_NEG);
    NUMBER(BPF_MOD);
    NUMBER(BPF_XOR);
    NUMBER(BPF_JA);
    NUMBER(BPF_JEQ);
    NUMBER(BPF_JGT);
    NUMBER(BPF_JGE);
    NUMBER(BPF_JSET);
    NUMBER(BPF_K);
    NUMBER(BPF_X);
    NUMBER(BPF_A);
    NUMBER(BPF_TAX);
    NUMBER(BPF_TXA);
    NUMBER(BPF_MEMWORDS);
    NUMBER(BPF_MAXINSNS);
    NUMBER(SKF_AD_OFF);
    NUMBER(SKF_AD_PROTOCOL);
    NUMBER(VIRTIO_NET_HDR_F_NEEDS_CSUM);
    NUMBER(VIRTIO_NET_HDR_GSO_NONE);
    NUMBER(VIRTIO_NET_HDR_GSO_TCPV4);
    NUMBER(VIRTIO_NET_HDR_GSO_TCPV6);
    NUMBER(PROT_READ);
    NUMBER(PROT_WRITE);
    NUMBER(MAP_SHARED);
    NUMBER(MAP_PRIVATE);
    NUMBER(MAP_ANONYMOUS);
    NUMBER(MAP_NORESERVE);
    NUMBER(EFD_CLOEXEC);
    NUMBER(EFD_NONBLOCK);
    NUMBER(SIOCETHTOOL);
    NUMBER(IFNAMSIZ);
    NUMBER(ETHTOOL_GTXCSUM);
    NUMBER(ETHTOOL_GTSO);
    NUMBER(ETHTOOL_GGSO);
    NUMBER(ETHTOOL_GFLAGS);
    NUMBER(ETHTOOL_GGRO);
    NUMBER(ETHTOOL_GCHANNELS);
    NUMBER(ETH_FLAG_LRO);
    NUMBER(SO_ERROR);
    NUMBER(SO_SNDBUF);
    NUMBER(SO_ATTACH_FILTER);
    NUMBER(SO_DETACH_FILTER);
    NUMBER(SO_SNDBUFFORCE);
    NUMBER(SO_RCVBUFFORCE);
    NUMBER(TPACKET2_HDRLEN);
    return 0;
}
