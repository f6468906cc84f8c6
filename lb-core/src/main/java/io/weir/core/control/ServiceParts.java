package io.weir.core.control;

import io.weir.core.persist.PersistenceTable;
import io.weir.core.schedule.Candidate;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.Persistence;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServiceLoad;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the parts of a service that have code of their own. */
interface ServiceParts {
    Scheduler scheduler(SchedulerKind kind, List<Candidate> candidates, ServiceLoad load);

    /** An empty table; null where nothing is stored. */
    @Nullable PersistenceTable newTable(Persistence persistence);

    /** Gives a table that is in use other limits; its entries stay as far as they fit. */
    void reconfigure(PersistenceTable table, Persistence persistence);
}
