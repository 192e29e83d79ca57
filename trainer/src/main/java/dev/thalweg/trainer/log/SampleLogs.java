package dev.thalweg.trainer.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The logs of all partitions. */
public final class SampleLogs implements AutoCloseable {
  private final List<SampleLog> logs = new ArrayList<>();

  private SampleLogs() {}

  /**
   * Opens them.
   *
   * @param one opens that of a partition
   */
  public static SampleLogs open(int partitions, IntFunction<? extends SampleLog> one) {
    SampleLogs opened = new SampleLogs();
    try {
      for (int partition = 0; partition < partitions; partition++) {
        opened.logs.add(one.apply(partition));
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** That of a partition; closed with the others. */
  public SampleLog of(int partition) {
    return logs.get(partition);
  }

  /** How many there are. */
  public int count() {
    return logs.size();
  }

  @Override
  public void close() {
    logs.forEach(SampleLog::close);
  }
}
