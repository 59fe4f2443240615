# The same id for two controls: the later one counts, as in InSpec, and it fails.
# threshold: compliance.min: 100
# exit: 3 4
# attack: failed
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

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
