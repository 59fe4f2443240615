# Closes what a profile may not change unnoticed: an attempt raises FrozenError.
module Cincture
  [Host, Runner, Expectation, ExpectationTarget, OperatorExpectation, OperatorMatcher, Example, ExampleRun, ItsMethods, Rule,
   DescribeOne, DescribeChoice, ControlExpectation, FileContext, Input, Inputs, InputMethods, ResourceLookup, ExampleWords].each(&:freeze)
end
