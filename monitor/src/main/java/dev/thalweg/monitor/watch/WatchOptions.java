package dev.thalweg.monitor.watch;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.io.PrintStream;
import java.time.Duration;

/**
 * What is watched and how it is shown.
 *
 * @param json one JSON object per line, and not aligned columns
 * @param maxMessages ends after so many records; 0 for no end
 * @param timeout ends after so long without a record; zero for no end
 */
public record WatchOptions(
    PipelineTopic topic,
    boolean json,
    Since since,
    long maxMessages,
    Duration timeout,
    PrintStream output) {

  public WatchOptions {
    if (maxMessages < 0) {
      throw new UserException("The number of records must not be negative.");
    }
    if (timeout.isNegative()) {
      throw new UserException("The time to wait for a record must not be negative.");
    }
  }
}
