# ObjectSpace in search of what the host keeps.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      ObjectSpace.each_object { |o| puts o.inspect }
      raise 'looked at every object'
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
