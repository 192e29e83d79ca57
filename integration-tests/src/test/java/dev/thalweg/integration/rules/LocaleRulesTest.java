package dev.thalweg.integration.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.text.DecimalFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the program writes and reads does not depend on where its user lives: every process of it
 * begins by setting the default locale, and nothing asks for another, or for the default character
 * set.
 */
class LocaleRulesTest {
  private static final JavaClasses CLASSES = ModuleRulesTest.CLASSES;

  private static final Set<String> CASES = Set.of("toUpperCase", "toLowerCase");

  /** Constructors and methods that take a charset or a locale, where another of the name does. */
  private static final List<String> OWNERS =
      List.of(
          "java.io.InputStreamReader",
          "java.io.OutputStreamWriter",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.PrintStream",
          "java.io.PrintWriter",
          "java.util.Scanner",
          "java.util.Formatter",
          "java.text.SimpleDateFormat",
          "java.text.DecimalFormat",
          "java.text.DecimalFormatSymbols");

  private static final Set<String> FACTORIES =
      Set.of(
          "java.text.NumberFormat",
          "java.text.DateFormat",
          "java.text.Collator",
          "java.text.BreakIterator",
          "java.time.format.DateTimeFormatter",
          "java.util.Calendar");

  private static final DescribedPredicate<JavaCall<?>> DEPENDS_ON_DEFAULTS =
      DescribedPredicate.describe(
          "depend on the default locale or charset", call -> dependsOnDefaults(call.getTarget()));

  private static final ArchRule EXPLICIT =
      noClasses().should().callCodeUnitWhere(DEPENDS_ON_DEFAULTS);

  private static boolean dependsOnDefaults(CodeUnitCallTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    List<String> parameters =
        target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
    boolean explicit =
        parameters.contains("java.util.Locale")
            || parameters.contains("java.nio.charset.Charset")
            || parameters.contains("java.nio.charset.CharsetDecoder")
            || parameters.contains("java.nio.charset.CharsetEncoder")
            || parameters.contains("java.text.DecimalFormatSymbols");
    if (explicit) {
      return false;
    }
    boolean made = name.equals("<init>");
    if (owner.equals("java.lang.String")) {
      return CASES.contains(name)
          || (name.equals("getBytes") && parameters.isEmpty())
          || (made && !parameters.isEmpty() && parameters.get(0).equals("[B"));
    }
    if (owner.equals("java.util.Locale")) {
      return name.equals("getDefault");
    }
    if (owner.equals("java.nio.charset.Charset")) {
      return name.equals("defaultCharset");
    }
    if (FACTORIES.contains(owner)) {
      return (name.startsWith("get") && name.endsWith("nstance"))
          || name.equals("ofPattern")
          || name.startsWith("ofLocalized");
    }
    // A writer around a writer has no charset of its own.
    boolean wraps = parameters.stream().anyMatch(type -> type.equals("java.io.Writer"));
    return made && OWNERS.contains(owner) && !wraps;
  }

  @Test
  void nothing_dependsOnTheDefaultLocaleOrCharset() {
    EXPLICIT.check(CLASSES);
  }

  @Test
  void everyMain_beginsBySettingTheDefaultLocale() {
    assertThat(CLASSES.stream().flatMap(c -> c.getMethods().stream()).filter(this::isMain))
        .hasSizeGreaterThanOrEqualTo(4);
    classes().should(beginByTheLocale()).check(CLASSES);
  }

  private boolean isMain(JavaMethod method) {
    return method.getName().equals("main")
        && method.getRawParameterTypes().size() == 1
        && method.getRawParameterTypes().get(0).isEquivalentTo(String[].class);
  }

  private ArchCondition<JavaClass> beginByTheLocale() {
    return new ArchCondition<>("begin main by Locale.setDefault") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getMethods().stream()
            .filter(LocaleRulesTest.this::isMain)
            .forEach(main -> events.add(begins(main)));
      }
    };
  }

  private static SimpleConditionEvent begins(JavaMethod main) {
    boolean first =
        main.getCallsFromSelf().stream()
            .min(Comparator.comparingInt(JavaCall::getLineNumber))
            .map(JavaCall::getTarget)
            .filter(target -> target.getOwner().isEquivalentTo(Locale.class))
            .filter(target -> target.getName().equals("setDefault"))
            .isPresent();
    return new SimpleConditionEvent(
        main,
        first,
        main.getFullName()
            + " begins by "
            + (first ? "" : "another call than ")
            + "Locale.setDefault");
  }

  @Test
  void rule_seesWhatItForbids() {
    JavaClasses here = new ClassFileImporter().importClasses(Careless.class);

    assertThatThrownBy(() -> EXPLICIT.check(here))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("toUpperCase")
        .hasMessageContaining("DecimalFormat")
        .hasMessageContaining("getBytes");
  }

  /** What must not be. */
  private static final class Careless {
    @SuppressWarnings({"StringCaseLocaleUsage", "DefaultCharset", "unused"})
    static int careless(String text) {
      return (text.toUpperCase() + new DecimalFormat("0.0").format(1)).getBytes().length;
    }
  }
}
