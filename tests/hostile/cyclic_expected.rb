# A matcher whose expected value holds itself.
# threshold: compliance.min: 100
# exit: 3 4
# attack: failed error
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  ring = []
  ring << ring
  describe [1] do
    it { should eq ring }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
