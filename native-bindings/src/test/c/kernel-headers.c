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
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
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
    SIZE(sockaddr_ll);
    OFFSET(sockaddr_ll, sll_family);
    OFFSET(sockaddr_ll, sll_protocol);
    OFFSET(sockaddr_ll, sll_ifindex);
    OFFSET(sockaddr_ll, sll_hatype);
    OFFSET(sockaddr_ll, sll_pkttype);
    OFFSET(sockaddr_ll, sll_halen);
    OFFSET(sockaddr_ll, sll_addr);
    SIZE(sock_fprog);
    OFFSET(sock_fprog, len);
    OFFSET(sock_fprog, filter);
    NUMBER(SO_ATTACH_FILTER);
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
    return 0;
}
