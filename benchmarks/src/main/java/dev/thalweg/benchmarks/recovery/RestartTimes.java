package dev.thalweg.benchmarks.recovery;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long each phase of one restart took, in milliseconds.
 *
 * @param nativeMs from the launch until the native libraries were loaded, beside all else
 */
public record RestartTimes(Map<RestartPhase, Long> phasesMs, long nativeMs) {

  public RestartTimes {
    phasesMs = new EnumMap<>(phasesMs);
  }

  /** All of them. */
  public long getSumMs() {
    return phasesMs.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Takes them from a log.
   *
   * @param log of the process, with the lines of {@code --verbose}
   * @param launchedMs when it was launched, by the wall clock
   * @param steppedMs when it took its first new step
   * @return empty where the log lacks the end of a phase
   */
  static Optional<RestartTimes> of(String log, long launchedMs, long steppedMs) {
    List<String> lines = log.lines().toList();
    Map<RestartPhase, Long> phases = new EnumMap<>(RestartPhase.class);
    Iterator<String> rest = lines.iterator();
    long beganMs = launchedMs;
    for (RestartPhase phase : RestartPhase.values()) {
      OptionalLong ended =
          phase == RestartPhase.STEP ? OptionalLong.of(steppedMs) : next(rest, phase.ending());
      if (ended.isEmpty()) {
        return Optional.empty();
      }
      phases.put(phase, ended.getAsLong() - beganMs);
      beganMs = ended.getAsLong();
    }
    OptionalLong loaded = next(lines.iterator(), RestartPhase.NATIVE_LOADED);
    return loaded.isEmpty()
        ? Optional.empty()
        : Optional.of(new RestartTimes(phases, loaded.getAsLong() - launchedMs));
  }

  /** When the next line with this text was logged, by the time that it begins with. */
  private static OptionalLong next(Iterator<String> lines, String text) {
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.contains(text)) {
        try {
          return OptionalLong.of(
              OffsetDateTime.parse(line.substring(0, line.indexOf(' ')))
                  .toInstant()
                  .toEpochMilli());
        } catch (DateTimeException e) {
          // Not a line of the log.
        }
      }
    }
    return OptionalLong.empty();
  }
}
