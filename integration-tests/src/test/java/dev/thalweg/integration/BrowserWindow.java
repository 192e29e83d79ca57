package dev.thalweg.integration;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A window of the machine's own Chromium; none is ever downloaded. */
final class BrowserWindow implements AutoCloseable {
  static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox", // which root can't have
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--no-first-run");

  /** The side of the page's drawing area, in its own pixels. */
  private static final double SIDE = 280;

  private final Playwright playwright;
  private final Page page;
  private final List<String> failures = new CopyOnWriteArrayList<>();

  private BrowserWindow(Playwright playwright, Page page) {
    this.playwright = playwright;
    this.page = page;
    page.onPageError(failures::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            failures.add(message.text());
          }
        });
  }

  static BrowserWindow open(int width, int height, ColorScheme scheme) {
    Map<String, String> nothingIsDownloaded = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Playwright playwright =
        Playwright.create(new Playwright.CreateOptions().setEnv(nothingIsDownloaded));
    try {
      Browser browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(ARGUMENTS));
      BrowserContext context =
          browser.newContext(
              new Browser.NewContextOptions()
                  .setViewportSize(width, height)
                  .setColorScheme(scheme));
      return new BrowserWindow(playwright, context.newPage());
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
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

  /** The browser and the driver end with it. */
  @Override
  public void close() {
    playwright.close();
  }
}
