# A control that eval makes: parsing does not see it.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

eval("control('attack') { loop {} }")

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
