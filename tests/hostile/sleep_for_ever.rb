# Sleeping for ever.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      sleep
      sleep 1_000_000_000
      loop {}
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
