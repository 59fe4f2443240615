import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParserContext;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypedValue;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * Evaluates each line of a file as Orca does a text of a stage, with an execution that has a hostile branch, and prints what it
 * comes to. Arguments: the file, the kind of trigger (git or manual), and the verdict of the stage Compliance ("" for none).
 */
public class Evaluate {
    private static String verdict;

    /** Orca's function of that name; the execution is that of the context. */
    public static Object stage(String name) {
        if (!name.equals("Compliance")) {
            throw new IllegalArgumentException("no stage " + name);
        }
        Map<String, Object> contents = Map.of("cincture", Map.of("verdict", verdict));
        return Map.of("context", verdict.isEmpty() ? Map.of() : Map.of("propertyFileContents", contents));
    }

    public static void main(String[] arguments) throws Exception {
        verdict = arguments[2];
        Map<String, Object> git = Map.of("type", "git", "user", "alice@example.com", "project", "octo-org", "slug", "web",
            "hash", "5f2c1a9e", "branch", "a/${#x}'\"b");
        Map<String, Object> trigger = arguments[1].equals("git") ? git : Map.of("type", arguments[1]);
        Map<String, Object> execution = Map.of("application", "shop", "name", "cincture-scan", "id", "01JDF3");
        Map<String, Object> variables = Map.of("account", "production", "namespace", "ci", "service_account", "scanner",
            "image", "cincture@sha256:0", "target", "k8s://a/b", "profile", "p", "threshold", "t", "deck_url", "https://d");
        StandardEvaluationContext context = new StandardEvaluationContext(
            Map.of("execution", execution, "trigger", trigger, "templateVariables", variables));
        context.addPropertyAccessor(new OfMaps());
        context.registerFunction("stage", Evaluate.class.getDeclaredMethod("stage", String.class));
        ParserContext marks = new TemplateParserContext("${", "}");
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            System.out.println(new SpelExpressionParser().parseExpression(line, marks).getValue(context));
        }
    }

    /** Keys of a map as if they were its properties. */
    private static class OfMaps implements PropertyAccessor {
        @Override
        public Class<?>[] getSpecificTargetClasses() {
            return new Class<?>[] {Map.class};
        }

        @Override
        public boolean canRead(EvaluationContext context, Object target, String name) {
            return ((Map<?, ?>) target).containsKey(name);
        }

        @Override
        public TypedValue read(EvaluationContext context, Object target, String name) {
            return new TypedValue(((Map<?, ?>) target).get(name));
        }

        @Override
        public boolean canWrite(EvaluationContext context, Object target, String name) {
            return false;
        }

        @Override
        public void write(EvaluationContext context, Object target, String name, Object value) throws AccessException {
            throw new AccessException("nothing is written");
        }
    }
}
