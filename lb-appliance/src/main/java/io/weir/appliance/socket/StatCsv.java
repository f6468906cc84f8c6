package io.weir.appliance.socket;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.control.Snapshot;
import io.weir.core.feedback.AgentWord;
import io.weir.core.service.AdminState;
import io.weir.core.service.EndReason;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures in the columns of {@code show stat}, in the order of version 2.6 of the proxy that coined them. A column we
 * have no figure for is empty.
 */
final class StatCsv {
    /** The columns, without those that extension modules append. */
    static final List<String> COLUMNS = List.of(("pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,"
                    + "econ,eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,"
                    + "sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,check_duration,"
                    + "hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,req_tot,"
                    + "cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,"
                    + "rtime,ttime,agent_status,agent_code,agent_duration,check_desc,agent_desc,check_rise,check_fall,"
                    + "check_health,agent_rise,agent_fall,agent_health,addr,cookie,mode,algo,conn_rate,conn_rate_max,"
                    + "conn_tot,intercepted,dcon,dses,wrew,connect,reuse,cache_lookups,cache_hits,srv_icur,src_ilim,"
                    + "qtime_max,ctime_max,rtime_max,ttime_max,eint,idle_conn_cur,safe_conn_cur,used_conn_cur,"
                    + "need_conn_est,uweight,agg_server_status,agg_server_check_status,agg_check_status")
            .split(","));

    private final StringBuilder text = new StringBuilder();
    private final Instant now;

    private StatCsv(Instant now) {
        this.now = now;
    }

    static String render(Snapshot snapshot, Instant now) {
        StatCsv csv = new StatCsv(now);
        csv.text.append("# ").append(String.join(",", COLUMNS)).append(",\n");
        int id = 0;
        for (ServiceSnapshot service : snapshot.services()) {
            id++;
            csv.frontend(service, id);
            int serverId = 0;
            for (ServerSnapshot server : service.servers()) {
                csv.server(service, id, server, ++serverId);
            }
            csv.backend(service, id);
        }
        return csv.text.toString();
    }

    private void frontend(ServiceSnapshot service, int id) {
        Map<String, Object> row = traffic(service, "FRONTEND", id);
        row.put("status", service.state() == ServiceState.DISABLED ? "STOP" : "OPEN");
        row.put("type", 0);
        row.put("conn_tot", service.load().total());
        row(row);
    }

    private void backend(ServiceSnapshot service, int id) {
        int active = 0;
        int backup = 0;
        int weight = 0;
        Instant lastChange = Instant.MIN;
        for (ServerSnapshot server : service.servers()) {
            lastChange = server.since().isAfter(lastChange) ? server.since() : lastChange;
            if (server.takesNewClients()) {
                weight += server.effectiveWeight();
                active += server.definition().backup() ? 0 : 1;
                backup += server.definition().backup() ? 1 : 0;
            }
        }
        Map<String, Object> row = traffic(service, "BACKEND", id);
        row.put("qcur", service.load().queued());
        row.put("econ", service.load().endedFor(EndReason.CONNECT_FAILED));
        row.put("cli_abrt", service.load().endedFor(EndReason.CLIENT_RESET));
        row.put("srv_abrt", service.load().endedFor(EndReason.SERVER_RESET));
        row.put("status", active + backup > 0 && service.state() != ServiceState.DISABLED ? "UP" : "DOWN");
        row.put("weight", weight);
        row.put("act", active);
        row.put("bck", backup);
        if (!service.servers().isEmpty()) {
            row.put("lastchg", seconds(lastChange));
        }
        row.put("type", 1);
        row.put("algo", service.definition().scheduler().key());
        row(row);
    }

    private static Map<String, Object> traffic(ServiceSnapshot service, String part, int id) {
        Map<String, Object> row = new HashMap<>();
        row.put("pxname", service.name());
        row.put("svname", part);
        row.put("scur", service.load().active());
        row.put("slim", service.definition().maxConnections());
        row.put("stot", service.load().total());
        row.put("bin", service.load().bytesIn());
        row.put("bout", service.load().bytesOut());
        row.put("pid", 1);
        row.put("iid", id);
        row.put("sid", 0);
        row.put("mode", "tcp");
        return row;
    }

    private void server(ServiceSnapshot service, int id, ServerSnapshot server, int serverId) {
        Map<String, Object> row = new HashMap<>();
        row.put("pxname", service.name());
        row.put("svname", server.name());
        row.put("scur", server.load().active());
        if (server.definition().maxConnections() > 0) {
            row.put("slim", server.definition().maxConnections());
        }
        row.put("stot", server.load().total());
        row.put("bin", server.load().bytesIn());
        row.put("bout", server.load().bytesOut());
        row.put("status", status(service, server));
        row.put("weight", server.effectiveWeight());
        row.put("uweight", server.weight());
        row.put("act", server.definition().backup() ? 0 : 1);
        row.put("bck", server.definition().backup() ? 1 : 0);
        row.put("lastchg", seconds(server.since()));
        row.put("pid", 1);
        row.put("iid", id);
        row.put("sid", serverId);
        row.put("lbtot", server.load().total());
        row.put("type", 2);
        HealthCheck check = service.definition().healthCheck();
        row.put("check_rise", check.rise());
        row.put("check_fall", check.fall());
        if (server.reason() != null) {
            row.put("check_status", server.reason().code());
            row.put("check_desc", quoted(server.reason().text()));
        } else if (server.health() == Health.UP && check.probes()) {
            boolean connects = check.type() == HealthCheck.Type.CONNECT || check.type() == HealthCheck.Type.PING;
            row.put("check_status", connects ? "L4OK" : "L7OK");
            row.put("check_desc", connects ? "Layer4 check passed" : "Layer7 check passed");
        }
        int port = server.definition().portFor(service.definition().ports().first());
        row.put("addr", server.definition().address().withPort(port));
        row.put("mode", "tcp");
        row(row);
    }

    private static String status(ServiceSnapshot service, ServerSnapshot server) {
        if (service.state() == ServiceState.DISABLED
                || server.adminState() == AdminState.HALTED
                || server.agent().wish() == AgentWord.Wish.MAINT) {
            return "MAINT";
        }
        if (server.adminState() == AdminState.DRAINING
                || (server.isHealthy() && server.agent().wish() == AgentWord.Wish.DRAIN)) {
            return "DRAIN";
        }
        if (server.agent().down()) {
            return "DOWN (agent)";
        }
        return switch (server.health()) {
            case UP, GOING_DOWN -> "UP";
            case DOWN, GOING_UP -> "DOWN";
            case UNCHECKED -> "no check";
        };
    }

    private long seconds(Instant since) {
        return Math.max(0, Duration.between(since, now).toSeconds());
    }

    /** RFC 4180: only where it is needed. */
    private static String quoted(String value) {
        return value.indexOf(',') < 0 && value.indexOf('"') < 0 ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private void row(Map<String, Object> values) {
        for (String column : COLUMNS) {
            Object value = values.remove(column);
            text.append(value == null ? "" : value).append(',');
        }
        text.append('\n');
        if (!values.isEmpty()) {
            throw new AssertionError("no such columns: " + values.keySet());
        }
    }
}
