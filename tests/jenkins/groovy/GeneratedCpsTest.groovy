import com.lesfurets.jenkins.unit.cps.BasePipelineTestCPS
import org.junit.Before
import org.junit.Test

/** Generated pipelines with the CPS runner, which takes a pipeline apart as Jenkins does. */
class GeneratedCpsTest extends BasePipelineTestCPS {
    private Generated generated

    @Override
    @Before
    void setUp() throws Exception {
        super.setUp()
        generated = new Generated(this)
    }

    @Test
    void eachGivesTheProgramItsWordsAndTakesItsStatus() {
        generated.eachGivesTheProgramItsWordsAndTakesItsStatus()
    }

    @Test
    void whatHasAnotherChecksumIsNotRun() {
        generated.whatHasAnotherChecksumIsNotRun()
    }
}
