import com.lesfurets.jenkins.unit.cps.BasePipelineTestCPS
import org.junit.Assume
import org.junit.Before
import org.junit.Test

/** The cases with the CPS runner, which takes a pipeline apart as Jenkins does. */
class CpsTest extends BasePipelineTestCPS {
    private Cases cases

    @Override
    @Before
    void setUp() throws Exception {
        super.setUp()
        cases = new Cases(this)
    }

    @Test
    void eachStatusHasItsResult() {
        cases.eachStatusHasItsResult()
    }

    @Test
    void whatCannotBePublishedChangesNothing() {
        cases.whatCannotBePublishedChangesNothing()
    }

    @Test
    void everyValueIsOneWord() {
        cases.everyValueIsOneWord()
    }

    @Test
    void namesAreThoseOfTheCommandLine() {
        cases.namesAreThoseOfTheCommandLine()
    }

    @Test
    void wrongOptionsOfTheStepAreErrors() {
        cases.wrongOptionsOfTheStepAreErrors()
    }

    @Test
    void theVerdictComesBackAndAStrangersSummaryIsNotBelieved() {
        cases.theVerdictComesBackAndAStrangersSummaryIsNotBelieved()
    }

    @Test
    void credentialsAreInTheEnvironmentAndNotInTheScript() {
        cases.credentialsAreInTheEnvironmentAndNotInTheScript()
    }

    @Test
    void realContainersPassAndFail() {
        Assume.assumeNotNull(System.getProperty('good'))
        cases.realContainersPassAndFail()
    }
}
