# A format with a width of two thousand million.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      "%2000000000d" % 1
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
