# Putting something else in the place of constants of the engine.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

%i[Rule Host Runner Matchers Resources ExampleRun Expectation].each { |name| Cincture.const_set(name, Class.new) }

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
