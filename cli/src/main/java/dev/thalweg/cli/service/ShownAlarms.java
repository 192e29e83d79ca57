package dev.thalweg.cli.service;

import dev.thalweg.cli.terminal.Printable;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Shows one line for each alarm of the pipeline, whichever service has raised it. */
public final class ShownAlarms implements Consumer<Alarm> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Consumer<String> lines;
  private final ZoneId zone;
  private final String ownModel;
  private final int most;
  private final Map<AlarmKind, Long> shown = new EnumMap<>(AlarmKind.class);

  /**
   * Shows what it is given from now on.
   *
   * @param lines hears of each alarm, in a line
   * @param ownModel the pipeline's, which goes without its name
   */
  public ShownAlarms(Consumer<String> lines, ZoneId zone, String ownModel) {
    this(lines, zone, ownModel, Integer.MAX_VALUE);
  }

  /** The same, of at most so many of a kind; then a line says where the others are. */
  public ShownAlarms(Consumer<String> lines, ZoneId zone, String ownModel, int most) {
    this.lines = lines;
    this.zone = zone;
    this.ownModel = ownModel;
    this.most = most;
  }

  @Override
  public void accept(Alarm alarm) {
    long number = shown.merge(alarm.getKind(), 1L, Long::sum);
    if (number <= most) {
      show(alarm);
    } else if (number == most + 1L) {
      lines.accept(
          "More alarms %s are not shown: the page and \"watch alarms\" have them."
              .formatted(alarm.getKind()));
    }
  }

  private void show(Alarm alarm) {
    lines.accept(
        String.format(
            Locale.ROOT,
            "ALARM %s %s%s: %s",
            TIME.format(alarm.getAt().atZone(zone)),
            alarm.getKind(),
            alarm.getModel().equals(ownModel) ? "" : " of " + Printable.text(alarm.getModel()),
            Printable.text(alarm.getDetail())));
  }
}
