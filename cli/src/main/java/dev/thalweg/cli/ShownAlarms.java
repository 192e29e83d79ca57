package dev.thalweg.cli;

import dev.thalweg.schemas.avro.Alarm;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows one line for each alarm of the pipeline, whichever service has raised it. */
final class ShownAlarms implements Consumer<Alarm> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintWriter out;
  private final ZoneId zone;
  private final String ownModel;

  /**
   * Shows what it is given from now on.
   *
   * @param ownModel the pipeline's, which goes without its name
   */
  ShownAlarms(PrintWriter out, ZoneId zone, String ownModel) {
    this.out = out;
    this.zone = zone;
    this.ownModel = ownModel;
  }

  @Override
  public void accept(Alarm alarm) {
    out.print(
        String.format(
            Locale.ROOT,
            "ALARM %s %s%s: %s%n",
            TIME.format(alarm.getAt().atZone(zone)),
            alarm.getKind(),
            alarm.getModel().equals(ownModel) ? "" : " of " + Printable.text(alarm.getModel()),
            Printable.text(alarm.getDetail())));
    out.flush();
  }
}
