# A string that doubles for ever.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      s = "a"
      loop { s += s }
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
