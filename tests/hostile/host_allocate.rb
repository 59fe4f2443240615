# Making hosts, copying them, calling their functions without a receiver.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  begin
    Cincture::Host.new.dup.clone
  rescue Exception
    nil
  end
  Cincture::Host.method(:begin).unbind.bind(Object.new).call(1)
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
