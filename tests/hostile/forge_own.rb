# A control that reports itself, then is run.
# attack: any
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'forger' do
  Cincture::Host.finish({ 'id' => 'forger', 'impact' => 1.0, 'results' => [] }, false)
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
