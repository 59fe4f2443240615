# A socket: the library.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      require 'socket'
      Socket.tcp('169.254.169.254', 80)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
