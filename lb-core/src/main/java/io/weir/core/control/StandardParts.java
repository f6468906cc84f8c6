package io.weir.core.control;

import io.weir.core.persist.PersistenceTable;
import io.weir.core.persist.SourceTable;
import io.weir.core.persist.StoredTable;
import io.weir.core.persist.TextTable;
import io.weir.core.schedule.Candidate;
import io.weir.core.schedule.Scheduler;
import io.weir.core.schedule.Schedulers;
import io.weir.core.service.Persistence;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServiceLoad;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The schedulers and persistence tables of this release. */
record StandardParts(LongSupplier nanoClock) implements ServiceParts {
    @Override
    public Scheduler scheduler(SchedulerKind kind, List<Candidate> candidates, ServiceLoad load) {
        return Schedulers.create(kind, candidates, load);
    }

    @Override
    public @Nullable PersistenceTable newTable(Persistence persistence) {
        return switch (persistence.type()) {
            case NONE, COOKIE -> null;
            case SOURCE_IP, X_FORWARDED_FOR -> new SourceTable(persistence, nanoClock);
            case APP_COOKIE, RDP_COOKIE, RDP_TOKEN, SSL_SESSION_ID, HEADER -> new TextTable(persistence, nanoClock);
        };
    }

    @Override
    public void reconfigure(PersistenceTable table, Persistence persistence) {
        if (!(table instanceof StoredTable stored)) {
            throw new IllegalArgumentException("a table that this did not make");
        }
        stored.reconfigure(persistence);
    }
}
