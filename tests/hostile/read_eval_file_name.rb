# eval, instance_eval and class_eval with the name of a file of the scanning machine.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      eval('1', nil, '/etc/passwd', 1)
      instance_eval('1', '/etc/passwd')
      begin
        eval('1 +', nil, '/etc/passwd', 1)
      rescue SyntaxError => e
        raise e.message
      end
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
