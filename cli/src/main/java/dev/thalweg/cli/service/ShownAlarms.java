package dev.thalweg.cli.service;

import dev.thalweg.cli.terminal.Printable;
import dev.thalweg.schemas.avro.Alarm;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows one line for each alarm of the pipeline, whichever service has raised it. */
public final class ShownAlarms implements Consumer<Alarm> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Consumer<String> lines;
  private final ZoneId zone;
  private final String ownModel;

  /**
   * Shows what it is given from now on.
   *
   * @param lines hears of each alarm, in a line
   * @param ownModel the pipeline's, which goes without its name
   */
  public ShownAlarms(Consumer<String> lines, ZoneId zone, String ownModel) {
    this.lines = lines;
    this.zone = zone;
    this.ownModel = ownModel;
  }

  @Override
  public void accept(Alarm alarm) {
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
