# An endless loop in an ensure that runs because of a raise.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  begin
    raise 'once'
  ensure
    loop {}
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
