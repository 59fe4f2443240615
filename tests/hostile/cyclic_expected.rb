# A matcher whose expected value holds itself.
# exit: 0 3 4
# attack: failed
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
