# Starting a program: IO.popen, Open3.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      begin
        IO.popen('touch /tmp/cincture-hostile-program').read
      rescue NameError
        nil
      end
      require 'open3'
      Open3.capture3('touch /tmp/cincture-hostile-program')
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
