# A failure message of 100 MB.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it { raise 'x' * 100_000_000 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
