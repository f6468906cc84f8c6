package io.weir.core.control;

import io.weir.core.persist.PersistenceTable;
import io.weir.core.persist.SourceTable;
import io.weir.core.schedule.Candidate;
import io.weir.core.schedule.Scheduler;
import io.weir.core.schedule.Schedulers;
import io.weir.core.service.Persistence;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServiceLoad;
import java.util.List;
import java.util.function.LongSupplier;

/** The schedulers and persistence tables of this release. */
record StandardParts(LongSupplier nanoClock) implements ServiceParts {
    @Override
    public Scheduler scheduler(SchedulerKind kind, List<Candidate> candidates, ServiceLoad load) {
        return Schedulers.create(kind, candidates, load);
    }

    @Override
    public PersistenceTable newTable(Persistence persistence) {
        return new SourceTable(persistence, nanoClock);
    }

    @Override
    public void reconfigure(PersistenceTable table, Persistence persistence) {
        ((SourceTable) table).reconfigure(persistence);
    }
}
