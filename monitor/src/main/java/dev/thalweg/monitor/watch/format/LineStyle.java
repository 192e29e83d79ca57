package dev.thalweg.monitor.watch.format;

import java.time.LocalDate;
import java.time.ZoneId;

/**
 * How lines for people look.
 *
 * @param today whose times go without the date
 * @param blocks whether the characters of a {@link Sparkline} can be shown
 * @param columns of the terminal; {@link Integer#MAX_VALUE} where there is no end
 */
public record LineStyle(ZoneId zone, LocalDate today, boolean blocks, int columns) {}
