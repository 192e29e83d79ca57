package dev.thalweg.cli.demo.csv;

import dev.thalweg.cli.demo.live.LiveConfig;
import dev.thalweg.schemas.UserException;
import java.util.OptionalLong;

/**
 * What a demo with a file does.
 *
 * @param most rows that are learned, if they are limited
 * @param perSecond rows per second; infinite for as fast as they are taken
 */
public record CsvPlan(
    CsvTable table, CsvMapping mapping, LiveConfig live, OptionalLong most, double perSecond) {
  /** What rows of numbers of any scale are learned by, where nobody says. */
  public static final String PRESET = "tabular";

  /** So many snapshots at least, of a file that is not very small. */
  private static final long SNAPSHOTS = 20;

  private static final long SNAPSHOT_EVERY_MIN = 10;

  /** Checks the limit. */
  public CsvPlan {
    if (most.isPresent() && most.getAsLong() < 1) {
      throw new UserException(
          "--samples %d is too few: give at least 1.".formatted(most.getAsLong()));
    }
  }

  /** Samples between two snapshots where nobody says: of a small file, too, there are some. */
  public static long snapshotEvery(CsvTable table) {
    return Math.max(
        SNAPSHOT_EVERY_MIN, Math.min(LiveConfig.SNAPSHOT_EVERY_DEFAULT, table.rows() / SNAPSHOTS));
  }

  /**
   * What is going to be done, in lines for people.
   *
   * @param temporary whether the directory goes with the demo
   */
  public String beginning(boolean temporary) {
    return "Source: %s, %,d rows%nTarget: %s%nMapping: %s%s"
        .formatted(
            table.path(),
            rows(),
            mapping.summary(),
            mapping.file(),
            mapping.draft().isEmpty()
                ? ""
                : "; edit a copy, and come back with --mapping COPY and another --dir"
                    + (temporary ? " (this one goes with the demo: copy it before)" : ""));
  }

  /** How many rows are to be in the topic at the end. */
  public long rows() {
    return Math.min(table.rows(), most.orElse(Long.MAX_VALUE));
  }
}
