# Other ways to a file: foreach, readlines, stat, IO.popen, sysopen.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      %i[foreach readlines binread stat size exist? readable?].each do |name|
        begin
          puts File.public_send(name, '/etc/passwd').inspect
        rescue Exception
          nil
        end
      end
      IO.sysopen('/etc/passwd')
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
