greeting = helper

control 'constants and methods of the file before' do
  describe(greeting) { it { should eq 'helped' } }
  describe(LIMIT) { it { should be <= LIMIT } }
end

control 'inputs' do
  describe(input('both', value: 'code')) { it { should eq 'metadata' } }
  describe(input('both', value: 'code', priority: 31)) { it { should eq 'code' } }
  describe(input('only code', value: 1)) { it { should eq 1 } }
  describe(input('nothing')) { it { should be_nil } }
  describe([input('table')['a'], input('table')[:a], input('table').key?(:a), input('table')]) { it { should eq [1, 1, true, { 'a' => 1 }] } }
  describe(input_object('without_value').has_value?) { it { should eq false } }
  describe("a #{input('undeclared')}") { it { should eq "a Input 'undeclared' does not have a value. Skipping test." } }
end

control 'skipped: of an input without a value' do
  describe(input('without_value')) { it { should eq 'x' } }
  describe(input('without_value').split(',').map(&:strip)) { it { should be_empty } }
  input('undeclared').each { |never| describe(never) { it { should eq 1 } } }
end

control 'skipped: by a condition on one' do
  only_if { input('without_value').eql?('x') }
  describe('y') { it { should eq 'y' } }
end

control 'failed: nothing can be held against one' do
  describe('x') { it { should be_in input('without_value') } }
end

control 'failed: nor the opposite' do
  describe(%w[x]) { it { should_not include input('without_value') } }
end

control 'failed: of another type' do
  describe(input('number')) { it { should eq 'x' } }
end

control 'failed: required' do
  describe(input('wanted')) { it { should eq 'x' } }
end
