import edu.hm.hafner.analysis.FileReaderFactory;
import edu.hm.hafner.analysis.IssueParser;
import edu.hm.hafner.analysis.Report;
import edu.hm.hafner.analysis.parser.violations.JUnitAdapter;
import edu.hm.hafner.analysis.parser.violations.SarifAdapter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import se.bjurr.violations.lib.ViolationsApi;
import se.bjurr.violations.lib.reports.Parser;

/** What Jenkins' warnings plugin makes of reports: how many issues its model and the library below it find, and of which severity. */
public class Read {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            Path path = Path.of(file).toAbsolutePath();
            boolean sarif = file.endsWith(".sarif");
            IssueParser adapter = sarif ? new SarifAdapter() : new JUnitAdapter();
            Report report = adapter.parse(new FileReaderFactory(path));
            Map<String, Integer> severities = new TreeMap<>();
            report.forEach(issue -> severities.merge(issue.getSeverity().getName(), 1, Integer::sum));
            int below = ViolationsApi.violationsApi()
                    .inFolder(path.getParent().toString())
                    .withPattern(".*" + Pattern.quote(path.getFileName().toString()) + "$")
                    .findAll(sarif ? Parser.SARIF : Parser.JUNIT)
                    .violations()
                    .size();
            System.out.println(report.size() + " " + below + " " + severities);
        }
    }
}
