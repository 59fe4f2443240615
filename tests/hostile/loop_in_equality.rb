# An endless loop in ==, called by a matcher.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  slow = Object.new
  def slow.==(_other)
    loop {}
  end
  describe slow do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
