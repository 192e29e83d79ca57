package dev.thalweg.integration.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A window that shares nothing with another: no storage, no cache. */
final class BrowserWindow implements AutoCloseable {
  /** How long to wait for what a machine that is busy with something else may take long for. */
  static final Duration LONG = Duration.ofMinutes(2);

  /** The side of the page's drawing area, in its own pixels. */
  private static final double SIDE = 280;

  private final BrowserContext context;
  private final Page page;
  private final List<String> failures = new CopyOnWriteArrayList<>();

  BrowserWindow(BrowserContext context) {
    this.context = context;
    page = context.newPage();
    page.setDefaultTimeout(LONG.toMillis());
    page.onPageError(failures::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            failures.add(message.text());
          }
        });
  }

  Page page() {
    return page;
  }

  /** Errors of scripts, and what the page's security policy kept out. */
  List<String> failures() {
    return failures;
  }

  /** Drags the mouse over points of the drawing area: x and y in turn. */
  static void drag(Page page, String selector, List<Integer> points) {
    page.locator(selector).scrollIntoViewIfNeeded();
    BoundingBox box = page.locator(selector).boundingBox();
    for (int i = 0; i < points.size(); i += 2) {
      double x = box.x + points.get(i) * box.width / SIDE;
      double y = box.y + points.get(i + 1) * box.height / SIDE;
      page.mouse().move(x, y, new Mouse.MoveOptions().setSteps(5));
      if (i == 0) {
        page.mouse().down();
      }
    }
    page.mouse().up();
  }

  @Override
  public void close() {
    context.close();
  }
}
